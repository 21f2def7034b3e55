use std::str::FromStr;

/// A country as the register numbers them (`LANDEKOD`), 1 to 9999; 0 in a record means none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode(u16);

/// Not the code of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a country's code is one to four digits, and not zero")]
pub struct InvalidCountryCode;

impl CountryCode {
    /// The code as a number from 1 to 9999.
    pub const fn to_integer(self) -> u16 {
        self.0
    }
}

impl FromStr for CountryCode {
    type Err = InvalidCountryCode;

    /// Reads `0512` and `512` alike.
    fn from_str(text: &str) -> Result<Self, InvalidCountryCode> {
        if text.len() > 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidCountryCode);
        }
        match text.parse() {
            Ok(0) | Err(_) => Err(InvalidCountryCode),
            Ok(code) => Ok(Self(code)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_read_with_and_without_leading_zeros() {
        assert_eq!("0512".parse::<CountryCode>(), "512".parse());
        assert_eq!("9999".parse::<CountryCode>().unwrap().to_integer(), 9999);
        for text in ["", "0", "0000", "00512", "+512", "51a", " 512"] {
            assert_eq!(text.parse::<CountryCode>(), Err(InvalidCountryCode), "{text}");
        }
    }
}
