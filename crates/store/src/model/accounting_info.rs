use std::fmt;

/// What a caller says of the account on which it calls (`AccountingInfo`): free text on one line. It may be about a person, so
/// what looks like a personal number is masked before it is kept, and `Debug` shows `[..]`. More looks like one than in a
/// [`NeedReason`](crate::NeedReason), which is refused: here nobody is asked to write something else.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct AccountingInfo(String);

/// Digits of a personal number, of its day of birth and of its number of that day.
const DIGITS: [usize; 3] = [10, 6, 4];
/// The most letters between a day of birth and the number of that day: `010170 - 1234`.
const BETWEEN: usize = 3;

impl AccountingInfo {
    /// The largest number of characters (`soap.md`).
    pub const CHARACTERS: usize = 255;
    /// Stands for all further texts of an agreement that has used too many different ones in a month.
    pub const OTHER: &str = "other";

    /// The text of a caller; `None` when it says nothing. Control characters become blanks, and what is behind the largest
    /// number of characters is cut off.
    pub fn of(text: &str) -> Option<Self> {
        let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
        let letters: Vec<char> = text.trim().chars().map(plain).collect();
        // Masked first: a number that is cut would not be known as one.
        let text: String = masked(letters).into_iter().take(Self::CHARACTERS).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The text, without numbers of persons.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccountingInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[..]")
    }
}

/// Masks ten digits in a row, and six and four with up to three blanks or signs between them.
fn masked(mut letters: Vec<char>) -> Vec<char> {
    let [whole, birth, number] = DIGITS;
    let mut start = 0;
    while start < letters.len() {
        let end = run_end(&letters, start);
        if end == start {
            start += 1;
            continue;
        }
        let next = number_start(&letters, end);
        let is_split = end - start == birth && run_end(&letters, next) - next == number;
        let last = if is_split { next + number } else { end };
        if is_split || end - start == whole {
            mask(&mut letters[start..last]);
        }
        start = last;
    }
    letters
}

/// The end of the digits that begin at a place.
fn run_end(letters: &[char], start: usize) -> usize {
    let rest = letters.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|letter| letter.is_numeric()).count()
}

/// Where digits begin after some letters that are neither; the same place if there are too many, or none.
fn number_start(letters: &[char], end: usize) -> usize {
    let rest = letters.get(end..).unwrap_or_default();
    let between = rest.iter().take_while(|letter| !letter.is_alphanumeric()).count();
    if between <= BETWEEN { end + between } else { end }
}

fn mask(letters: &mut [char]) {
    letters.iter_mut().filter(|letter| letter.is_numeric()).for_each(|letter| *letter = '*');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        AccountingInfo::of(text).map(|info| info.as_str().to_owned()).unwrap_or_default()
    }

    #[test]
    fn accounting_info_with_a_personal_number_has_it_masked() {
        for (text, expected) in [
            ("0101701234", "**********"),
            ("konto 7, 010170-1234", "konto 7, ******-****"),
            ("010170 1234/7", "****** ****/7"),
            ("010170 - 1234", "****** - ****"),
            ("CPR0101701234x", "CPR**********x"),
            ("1 0101701234 0101701235", "1 ********** **********"),
            ("０１０１７０１２３４", "**********"),
            ("010170\n1234", "****** ****"),
        ] {
            assert_eq!(kept(text), expected);
        }
    }

    #[test]
    fn accounting_info_with_other_digits_is_kept() {
        for text in [
            "konto 7",
            "2026-01 4711",
            "EAN 5790000123456",
            "01017012345",
            "010170 12345",
            "010170    1234",
            "1010170-1234",
        ] {
            assert_eq!(kept(text), text);
        }
    }

    #[test]
    fn accounting_info_is_one_line_of_some_length() {
        assert_eq!(kept(" a\tb\u{9b}c \r\n"), "a b c");
        assert_eq!(AccountingInfo::of(" \n"), None);
        let most = AccountingInfo::CHARACTERS;
        assert_eq!(kept(&"æ".repeat(most + 1)), "æ".repeat(most));
        let cut = format!("{}0101701234", "x".repeat(most - 5));
        assert_eq!(kept(&cut), format!("{}*****", "x".repeat(most - 5)));
        assert_eq!(format!("{:?}", AccountingInfo::of("Anna")), "Some([..])");
    }
}
