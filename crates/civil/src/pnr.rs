use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A CPR number (PNR): ten digits, DDMMYY and a serial number.
///
/// Ordered by its digits. `Display` and `Debug` are masked, so that a number cannot get into a log, an error or a
/// metric by accident; only [`Pnr::reveal`] gives the digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pnr(u64);

/// Not ten digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a PNR is ten digits")]
pub struct InvalidPnr;

impl Pnr {
    /// The number in a register record: any ten digits, `None` for anything else.
    ///
    pub fn from_register(digits: &[u8]) -> Option<Self> {
        if digits.len() != 10 {
            return None;
        }
        let mut number = 0u64;
        for &digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u64::from(digit - b'0');
        }
        Some(Self(number))
    }

    /// The number as people write it: ten digits, or six, a hyphen and four.
    pub fn from_text(text: &str) -> Option<Self> {
        match text.split_once('-') {
            Some((birth, serial)) if birth.len() == 6 => {
                Self::from_register([birth.as_bytes(), serial.as_bytes()].concat().as_slice())
            }
            Some(_) => None,
            None => Self::from_register(text.as_bytes()),
        }
    }

    /// The number as an integer below 10^10, the form in which it is stored.
    pub const fn to_integer(self) -> u64 {
        self.0
    }

    /// The number back from its stored form; `None` at 10^10 and above.
    pub const fn from_integer(number: u64) -> Option<Self> {
        if number < 10_000_000_000 { Some(Self(number)) } else { None }
    }

    /// The digits in the clear. For extracts, answers and people with a right to see them; never for logs.
    pub const fn reveal(self) -> RevealedPnr {
        RevealedPnr(self)
    }

    /// The date of birth in the number: day, month and year, with the century by the seventh digit (`extract-format.md`).
    /// `None` when these are no date.
    ///
    /// Numbers with 60 added to the day stand for persons without a number, and in tests for invented persons: the day is
    /// that without the 60. The age in the register is that of 001.FOED_DT, and can be another.
    pub fn birth_date(self) -> Option<Date> {
        let pair = |place: u32| (self.0 / 10u64.pow(place) % 100) as i16;
        let (day, month, year) = (pair(8), pair(6), pair(4));
        let century = match (self.0 / 1000 % 10, year) {
            (0..=3, _) | (4 | 9, 37..) => 1900,
            (4 | 9, _) | (5..=8, ..58) => 2000,
            _ => 1800,
        };
        let day = if day > 60 { day - 60 } else { day };
        Date::new(century + year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    /// Whether the number begins with a day (01-31) and a month (01-12). The register also issues other numbers, so a
    /// number from the register is always accepted; this check is for numbers that users enter.
    ///
    /// Modulus 11 is not checked: numbers that fail it have been issued since 2007 (`soap.md`).
    pub const fn is_plausible(self) -> bool {
        let day = self.0 / 100_000_000;
        let month = self.0 / 1_000_000 % 100;
        matches!((day, month), (1..=31, 1..=12))
    }
}

impl FromStr for Pnr {
    type Err = InvalidPnr;

    fn from_str(text: &str) -> Result<Self, InvalidPnr> {
        Self::from_register(text.as_bytes()).ok_or(InvalidPnr)
    }
}

impl fmt::Display for Pnr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("**********")
    }
}

impl fmt::Debug for Pnr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pnr(**********)")
    }
}

/// A [`Pnr`] whose `Display` shows the ten digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RevealedPnr(Pnr);

impl RevealedPnr {
    /// The ten digits as bytes, as in a record.
    pub fn digits(self) -> [u8; 10] {
        let mut digits = [b'0'; 10];
        let mut rest = self.0.0;
        for digit in digits.iter_mut().rev() {
            *digit += (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }
}

impl fmt::Display for RevealedPnr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_leading_zeros() {
        let pnr: Pnr = "0101700007".parse().unwrap();
        assert_eq!(pnr.reveal().to_string(), "0101700007");
        assert_eq!(&pnr.reveal().digits(), b"0101700007");
        assert_eq!(Pnr::from_integer(pnr.to_integer()), Some(pnr));
    }

    #[test]
    fn parse_of_what_is_not_ten_digits_is_refused() {
        for text in ["", "010170123", "01017012345", "010170-123", " 101701234", "+101701234"] {
            assert_eq!(text.parse::<Pnr>(), Err(InvalidPnr), "{text}");
        }
    }

    #[test]
    fn is_plausible_goes_by_day_and_month_and_not_by_modulus_11() {
        let is_plausible = |text: &str| text.parse::<Pnr>().unwrap().is_plausible();
        for text in ["0101650000", "3112999999", "0101701234"] {
            assert!(is_plausible(text), "{text}");
        }
        // The register has such numbers: they are read from records, and refused from users.
        for text in ["0001701234", "3201701234", "6101701234", "0113701234", "0100701234"] {
            assert!(!is_plausible(text), "{text}");
        }
    }

    #[test]
    fn birth_date_has_its_century_from_the_seventh_digit_and_the_year() {
        let born = |text: &str| {
            let born = text.parse::<Pnr>().unwrap().birth_date();
            born.map(|born| born.to_string()).unwrap_or_default()
        };
        for (number, expected) in [
            ("0102000000", "1900-02-01"),
            ("0102993999", "1999-02-01"),
            ("0102004000", "2000-02-01"),
            ("0102364999", "2036-02-01"),
            ("0102374000", "1937-02-01"),
            ("0102994000", "1999-02-01"),
            ("0102369000", "2036-02-01"),
            ("0102379999", "1937-02-01"),
            ("0102005000", "2000-02-01"),
            ("0102578999", "2057-02-01"),
            ("0102585000", "1858-02-01"),
            ("0102998999", "1899-02-01"),
        ] {
            assert_eq!(born(number), expected, "{number}");
        }
        assert_eq!(born("6102004000"), "2000-02-01", "60 added to the day");
        assert_eq!(born("2902000000"), "", "1900 had no such day");
        for number in ["0000000000", "0113701234", "3201701234", "6002004000", "9902004000"] {
            assert_eq!(born(number), "", "{number}");
        }
    }

    #[test]
    fn from_text_takes_a_hyphen_in_its_place() {
        assert_eq!(Pnr::from_text("010170-1234"), "0101701234".parse().ok());
        assert_eq!(Pnr::from_text("0101701234"), "0101701234".parse().ok());
        for text in ["0101-701234", "010170--234", "010170-12345", "-0101701234", ""] {
            assert_eq!(Pnr::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn takes_the_register_at_its_word() {
        assert!(Pnr::from_register(b"0000000000").is_some());
        assert!(Pnr::from_register(b"000000000 ").is_none());
    }

    #[test]
    fn shows_nothing_of_itself() {
        let pnr: Pnr = "0101701234".parse().unwrap();
        assert_eq!(format!("{pnr} {pnr:?}"), "********** Pnr(**********)");
    }
}
