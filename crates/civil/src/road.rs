use std::fmt;

use crate::municipality::MunicipalityCode;

/// A road's number within its municipality (VEJKOD), 1 to 9999; 0 in a record means none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoadCode(u16);

/// A house number (HUSNR): up to three digits and a letter, as in `091` and `077A`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseNumber {
    number: u16,
    letter: u8,
}

/// A postal code (POSTNR), 1 to 9999; 0 in a record means none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostalCode(u16);

/// A road as an address names it: roads can be looked up by their names, and the register's own list of them is not in
/// extracts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Road {
    /// 003.KOMKOD.
    pub municipality: MunicipalityCode,
    /// 003.VEJKOD.
    pub code: RoadCode,
    /// 003.POSTNR.
    pub postal_code: PostalCode,
    /// 003.VEJADRNVN in lower case.
    pub name: String,
}

impl RoadCode {
    /// The code in four bytes of a record; `None` when they are not digits, or zeros.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        four_digits(bytes).map(Self)
    }

    /// The code as a number.
    pub const fn to_integer(self) -> u16 {
        self.0
    }

    /// The code for a number from 1 to 9999, else `None`.
    pub const fn from_integer(code: u16) -> Option<Self> {
        if code >= 1 && code <= 9999 { Some(Self(code)) } else { None }
    }
}

impl PostalCode {
    /// The code in four bytes of a record; `None` when they are not digits, or zeros.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        four_digits(bytes).map(Self)
    }

    /// The code as a number.
    pub const fn to_integer(self) -> u16 {
        self.0
    }

    /// The code for a number from 1 to 9999, else `None`.
    pub const fn from_integer(code: u16) -> Option<Self> {
        if code >= 1 && code <= 9999 { Some(Self(code)) } else { None }
    }
}

impl HouseNumber {
    /// The number in a field of a record, with or without its trailing blanks; `None` when it has another form.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        let text = bytes.trim_ascii_end();
        let (digits, letter) = match text {
            [digits @ .., letter] if letter.is_ascii_alphabetic() => {
                (digits, letter.to_ascii_uppercase())
            }
            digits => (digits, 0),
        };
        let is_number = (1..=3).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
        is_number.then(|| Self { number: number(digits), letter })
    }

    /// The number and the letter as one number, in the order of the road.
    pub fn to_integer(self) -> u16 {
        let letter = if self.letter == 0 { 0 } else { u16::from(self.letter - b'A' + 1) };
        self.number * 32 + letter
    }
}

/// Masked: with its road, it is somebody's address.
impl fmt::Debug for HouseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HouseNumber(***)")
    }
}

fn four_digits(bytes: &[u8]) -> Option<u16> {
    let is_code = bytes.len() == 4 && bytes.iter().all(u8::is_ascii_digit);
    is_code.then(|| number(bytes)).filter(|code| *code > 0)
}

fn number(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn house_number_of_a_record_has_digits_and_a_letter() {
        let of = |text: &str| HouseNumber::from_register(text.as_bytes());
        assert_eq!(of("026 "), of("26"));
        assert_eq!(of("077A"), of("77a"));
        assert!(of("077A").map(HouseNumber::to_integer) > of("077").map(HouseNumber::to_integer));
        assert!(of("077Z").map(HouseNumber::to_integer) < of("078").map(HouseNumber::to_integer));
        for text in ["", "    ", "A", "1234", "12AB", " 12"] {
            assert!(of(text).is_none(), "{text}");
        }
        assert!(!format!("{:?}", of("077A")).contains("77"));
    }

    #[test]
    fn codes_of_a_record_are_four_digits_and_not_zeros() {
        assert_eq!(RoadCode::from_register(b"0512").map(RoadCode::to_integer), Some(512));
        assert_eq!(PostalCode::from_register(b"0800").map(PostalCode::to_integer), Some(800));
        for bytes in [&b""[..], b"0000", b"    ", b"12", b"12345", b"12 4"] {
            assert_eq!(RoadCode::from_register(bytes), None);
            assert_eq!(PostalCode::from_register(bytes), None);
        }
    }
}
