use std::fmt;
use std::str::FromStr;

use crate::opgavenr::OpgaveNr;

/// A customer's number at the CPR office (KUNDENR of OFF4): four digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KundeNr([u8; 4]);

/// Not four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a KUNDENR is four digits, such as 0384")]
pub struct InvalidKundeNr;

impl KundeNr {
    /// The number in four bytes of a message; `None` when they are not digits.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        let digits: [u8; 4] = bytes.try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// The four digits as bytes.
    pub const fn digits(self) -> [u8; 4] {
        self.0
    }

    /// The task number of the answers of OFF4: KUNDENR and `01` (`lookup.md` 6).
    pub const fn opgavenr(self) -> OpgaveNr {
        let [a, b, c, d] = self.0;
        OpgaveNr::of_digits([a, b, c, d, b'0', b'1'])
    }
}

impl FromStr for KundeNr {
    type Err = InvalidKundeNr;

    fn from_str(text: &str) -> Result<Self, InvalidKundeNr> {
        Self::from_register(text.as_bytes()).ok_or(InvalidKundeNr)
    }
}

impl fmt::Display for KundeNr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|digit| write!(f, "{}", char::from(*digit)))
    }
}

impl fmt::Debug for KundeNr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KundeNr({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kundenr_is_four_digits() {
        let kundenr: KundeNr = "0384".parse().unwrap();
        assert_eq!((kundenr.to_string().as_str(), kundenr.opgavenr().as_str()), ("0384", "038401"));
        for text in ["", "384", "03840", "038x", " 384", "+384"] {
            assert_eq!(text.parse::<KundeNr>(), Err(InvalidKundeNr), "{text}");
        }
    }
}
