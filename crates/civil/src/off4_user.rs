use std::fmt;
use std::str::FromStr;

/// The user of an OFF4 account: eight upper-case letters and digits, the first a letter.
///
/// A client of OFF4 sends eight bytes, and some do not pad a shorter name: then everything behind it is in the wrong place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Off4User([u8; 8]);

/// Not the user of an OFF4 account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an OFF4 user is eight upper-case letters and digits, the first a letter, such as WUDI0178"
)]
pub struct InvalidOff4User;

impl Off4User {
    /// The user in eight bytes of a message; `None` when they cannot be one.
    pub fn from_register(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 8] = bytes.try_into().ok()?;
        let is_plain = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        let is_user = bytes[0].is_ascii_uppercase() && bytes.iter().all(is_plain);
        is_user.then_some(Self(bytes))
    }

    /// The eight characters as bytes.
    pub const fn bytes(self) -> [u8; 8] {
        self.0
    }
}

impl FromStr for Off4User {
    type Err = InvalidOff4User;

    fn from_str(text: &str) -> Result<Self, InvalidOff4User> {
        Self::from_register(text.as_bytes()).ok_or(InvalidOff4User)
    }
}

impl fmt::Display for Off4User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{}", char::from(*byte)))
    }
}

impl fmt::Debug for Off4User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Off4User({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off4_user_is_eight_upper_case_letters_and_digits() {
        assert_eq!("WUDI0178".parse::<Off4User>().unwrap().to_string(), "WUDI0178");
        for text in
            ["", "WUDI017", "WUDI01789", "wudi0178", "0WUDI178", "WUDI 178", "WUDI017\u{d8}"]
        {
            assert_eq!(text.parse::<Off4User>(), Err(InvalidOff4User), "{text}");
        }
    }
}
