use std::fmt;
use std::str::FromStr;

/// A task number at the CPR office (U12170 000.OPGAVENR): six digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpgaveNr([u8; 6]);

/// Not six digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an OPGAVENR is six digits, such as 534902")]
pub struct InvalidOpgaveNr;

impl OpgaveNr {
    /// The number in six bytes of a `000` record, `None` when they are not digits.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        let digits: [u8; 6] = bytes.try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(Self(digits))
    }

    /// The number of six ASCII digits.
    pub(crate) const fn of_digits(digits: [u8; 6]) -> Self {
        Self(digits)
    }

    /// The six digits as bytes, as in the record.
    pub const fn digits(self) -> [u8; 6] {
        self.0
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        // Six ASCII digits by construction.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for OpgaveNr {
    type Err = InvalidOpgaveNr;

    fn from_str(text: &str) -> Result<Self, InvalidOpgaveNr> {
        Self::from_register(text.as_bytes()).ok_or(InvalidOpgaveNr)
    }
}

impl fmt::Display for OpgaveNr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for OpgaveNr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpgaveNr({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_six_digits() {
        assert_eq!("004711".parse::<OpgaveNr>().unwrap().as_str(), "004711");
        for text in ["", "12345", "1234567", "12345a", " 12345"] {
            assert_eq!(text.parse::<OpgaveNr>(), Err(InvalidOpgaveNr), "{text}");
        }
    }
}
