use std::collections::BTreeSet;

use civil::Pnr;

/// A list of personal numbers, as people paste and upload them. `Debug` shows no number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberList {
    /// The numbers, each once.
    pub numbers: BTreeSet<Pnr>,
    /// How many lines repeat a number.
    pub repeated: u64,
    /// The lines that are no number, by line from 1, and why. They are left out; what stands in them is not kept.
    pub bad: Vec<(u64, BadNumber)>,
    /// Whether the first line was left out as the heading of a column.
    pub has_heading: bool,
}

/// Why a line is no personal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadNumber {
    /// It has not ten digits.
    NotTenDigits,
    /// It does not begin with a day and a month.
    NoDate,
    /// It has other characters than digits and one sign after the sixth.
    OtherCharacters,
}

impl BadNumber {
    const ALL: [Self; 3] = [Self::NotTenDigits, Self::NoDate, Self::OtherCharacters];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotTenDigits => "not-ten-digits",
            Self::NoDate => "no-date",
            Self::OtherCharacters => "other-characters",
        }
    }

    /// The reason of a word.
    pub fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

impl NumberList {
    /// Reads a list: a number a line, with ten digits or six and four, or the first column of a CSV file with commas,
    /// semicolons or tabs; in quotation marks or not. Blank lines are nothing, and neither is a first line without a digit.
    pub fn read(text: &str) -> Self {
        let mut list = Self::default();
        for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let field = first_field(text);
            if field.is_empty() {
                continue;
            }
            let is_heading = line == 1 && !field.contains(|c: char| c.is_ascii_digit());
            match number(field) {
                _ if is_heading => list.has_heading = true,
                Ok(pnr) if list.numbers.insert(pnr) => {}
                Ok(_) => list.repeated += 1,
                Err(why) => list.bad.push((line, why)),
            }
        }
        list
    }
}

fn first_field(line: &str) -> &str {
    let field = line.split([';', ',', '\t']).next().unwrap_or_default();
    field.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{a0}'))
}

/// A number with ten digits, or six and four with a sign or a blank between them.
fn number(field: &str) -> Result<Pnr, BadNumber> {
    let is_sign = |c: char| matches!(c, '-' | '–' | ' ' | '\u{a0}');
    let digits: String = field.chars().filter(char::is_ascii_digit).collect();
    let others: String = field.chars().filter(|c| !c.is_ascii_digit()).collect();
    let has_sign_in_place = others.chars().count() == 1
        && field.char_indices().nth(6).is_some_and(|(_, sign)| is_sign(sign));
    if digits.len() != 10 {
        return Err(BadNumber::NotTenDigits);
    }
    if !others.is_empty() && !has_sign_in_place {
        return Err(BadNumber::OtherCharacters);
    }
    let pnr: Pnr = digits.parse().map_err(|_| BadNumber::NotTenDigits)?;
    if pnr.is_plausible() { Ok(pnr) } else { Err(BadNumber::NoDate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, u64, Vec<(u64, BadNumber)>) {
        let list = NumberList::read(text);
        let numbers = list
            .numbers
            .iter()
            .map(|pnr| String::from_utf8(pnr.reveal().digits().to_vec()).unwrap());
        (numbers.collect(), list.repeated, list.bad)
    }

    #[test]
    fn list_takes_numbers_in_the_forms_that_people_have() {
        let text = "\u{feff}CPR-nummer;navn\r\n010170-1234;Anna\r\n\"0201701234\",x\r\n \r\n0301701234\t\r\n040170 1234\r\n";
        let numbers = ["0101701234", "0201701234", "0301701234", "0401701234"];
        assert_eq!(read(text), (numbers.map(str::to_owned).to_vec(), 0, vec![]));
        assert!(NumberList::read(text).has_heading);
    }

    #[test]
    fn bad_lines_are_numbered_and_left_out() {
        let text = "0101701234\n0101701234\n\n123\n9901701234\n010170/1234\n01017-01234\nnavn\n";
        let bad = vec![
            (4, BadNumber::NotTenDigits),
            (5, BadNumber::NoDate),
            (6, BadNumber::OtherCharacters),
            (7, BadNumber::OtherCharacters),
            (8, BadNumber::NotTenDigits),
        ];
        assert_eq!(read(text), (vec!["0101701234".to_owned()], 1, bad));
        assert!(!format!("{:?}", NumberList::read(text)).contains("0101701234"));
    }

    #[test]
    fn reason_is_read_back_from_its_word() {
        for reason in BadNumber::ALL {
            assert_eq!(BadNumber::from_name(reason.as_str()), Some(reason));
        }
        assert_eq!(BadNumber::from_name("x"), None);
    }
}
