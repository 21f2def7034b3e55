mod table;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use table::Row;

/// A municipality code (KOMKOD), 1 to 9999; 0 in a record means none.
///
/// `Display` pads to four digits, as records do (`0751`); SOAP answers carry
/// [`MunicipalityCode::to_integer`] without leading zeros (`soap.md`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MunicipalityCode(u16);

/// Not a number from 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a municipality code is a number from 1 to 9999, such as 0751")]
pub struct InvalidMunicipalityCode;

impl MunicipalityCode {
    /// The code as a number.
    pub const fn to_integer(self) -> u16 {
        self.0
    }

    /// The code for a number from 1 to 9999, else `None`.
    pub const fn from_integer(code: u16) -> Option<Self> {
        if code >= 1 && code <= 9999 { Some(Self(code)) } else { None }
    }

    /// The code in four bytes of a record, `None` when they are not digits or zeros.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        let digits: [u8; 4] = bytes.try_into().ok()?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
        Self::from_integer(code)
    }

    /// The municipality's name, also of an abolished one; `None` for an unknown code.
    pub fn name(self) -> Option<&'static str> {
        self.row().map(|row| row.name)
    }

    /// The last day of an abolished municipality. For most this is the reform of 2007, whose last day is 2006-12-22 in
    /// the register.
    pub fn abolished(self) -> Option<Date> {
        self.row().and_then(|row| row.until)
    }

    /// Whether the code stands for the tax authorities and not for a municipality: persons with status 20.
    pub const fn is_tax(self) -> bool {
        matches!(self.0, 10 | 11 | 12 | 19)
    }

    /// Whether the code is in the table. An unknown code is not an error: reforms add and remove codes.
    pub fn is_known(self) -> bool {
        self.is_tax() || self.row().is_some()
    }

    fn row(self) -> Option<&'static Row> {
        let found = table::PUBLISHED.binary_search_by_key(&self.0, |row| row.code);
        found.ok().map(|at| &table::PUBLISHED[at])
    }
}

impl FromStr for MunicipalityCode {
    type Err = InvalidMunicipalityCode;

    /// Reads `0751` and `751` alike. Checks the form only: reforms add and remove codes.
    fn from_str(text: &str) -> Result<Self, InvalidMunicipalityCode> {
        if text.is_empty() || text.len() > 10 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidMunicipalityCode);
        }
        text.parse().ok().and_then(Self::from_integer).ok_or(InvalidMunicipalityCode)
    }
}

impl fmt::Display for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Debug for MunicipalityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MunicipalityCode({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_forms_of_the_clients() {
        let code: MunicipalityCode = "0751".parse().unwrap();
        assert_eq!(code, "751".parse().unwrap());
        assert_eq!((code.to_integer(), code.to_string().as_str()), (751, "0751"));
    }

    #[test]
    fn refuses_what_is_no_code() {
        for text in ["", "0", "0000", "10000", "-751", "+751", "75a", " 751", "00000000751"] {
            assert_eq!(text.parse::<MunicipalityCode>(), Err(InvalidMunicipalityCode), "{text}");
        }
    }

    fn code(text: &str) -> MunicipalityCode {
        text.parse().unwrap()
    }

    #[test]
    fn names_what_is_and_what_was() {
        assert_eq!((code("0751").name(), code("0751").abolished()), (Some("Aarhus"), None));
        let was = jiff::civil::date(2006, 12, 22);
        assert_eq!((code("0571").name(), code("0571").abolished()), (Some("Ribe"), Some(was)));
        assert_eq!(code("0958").abolished(), Some(jiff::civil::date(2017, 12, 31)));
        assert_eq!(code("0960").name(), Some("Avannaata"));
        assert!(code("0019").is_known() && code("0019").name().is_none());
        assert!(!code("0999").is_known());
    }

    #[test]
    fn there_are_98_municipalities_in_denmark() {
        let now = (1..900).filter_map(MunicipalityCode::from_integer);
        let now = now.filter(|code| code.name().is_some() && code.abolished().is_none());
        // Christiansø is not a municipality, but has a code.
        assert_eq!(now.filter(|code| code.to_integer() != 411).count(), 98);
    }

    #[test]
    fn reads_the_four_digits_of_a_record() {
        assert_eq!(MunicipalityCode::from_register(b"0751"), Some(code("751")));
        for bytes in [&b"0000"[..], b"    ", b"075", b"075x", b""] {
            assert_eq!(MunicipalityCode::from_register(bytes), None);
        }
    }

    #[test]
    fn the_table_is_in_order() {
        assert!(table::PUBLISHED.is_sorted_by(|one, next| one.code < next.code));
    }

    /// Compares with `../shared/data/municipalities.csv`, where that file exists.
    #[test]
    fn the_table_is_the_published_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/municipalities.csv");
        let Ok(csv) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not here");
            return;
        };
        let ours = table::PUBLISHED.iter().map(|row| {
            let until =
                row.until.map_or_else(String::new, |day| day.strftime("%Y%m%d").to_string());
            format!("{:04},{},{until}", row.code, row.name)
        });
        let published = csv.lines().skip(1).map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("{},{},{}", cells[0], cells[1], cells[3])
        });
        assert_eq!(ours.collect::<Vec<_>>(), published.collect::<Vec<_>>());
    }
}
