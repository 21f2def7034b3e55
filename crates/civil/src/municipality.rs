use std::fmt;
use std::str::FromStr;

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
}

impl FromStr for MunicipalityCode {
    type Err = InvalidMunicipalityCode;

    /// Reads `0751` and `751` alike. By shape, not by a list: codes come and go with reforms.
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
}
