use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// An authority's number in the register of businesses (CVR): eight digits, the first not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Cvr(u32);

/// Not eight digits of which the first is not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a CVR number is eight digits, such as 29189846")]
pub struct InvalidCvr;

impl FromStr for Cvr {
    type Err = InvalidCvr;

    fn from_str(text: &str) -> Result<Self, InvalidCvr> {
        let is_number = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| is_number && *number >= 10_000_000);
        number.map(Self).ok_or(InvalidCvr)
    }
}

impl fmt::Display for Cvr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl From<Cvr> for String {
    fn from(cvr: Cvr) -> Self {
        cvr.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cvr_is_eight_digits() {
        assert_eq!("29189846".parse::<Cvr>().unwrap().to_string(), "29189846");
        for text in ["", "2918984", "291898460", "2918984x", "+2918984", "02918984", " 29189846"] {
            assert_eq!(text.parse::<Cvr>(), Err(InvalidCvr), "{text}");
        }
    }
}
