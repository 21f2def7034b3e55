use std::fmt;
use std::str::FromStr;

/// The name of an SFTP account and of its folder: lower-case letters, digits, `-` and
/// `_`, at most 32, the first a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SftpUser(String);

impl SftpUser {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SftpUser {
    type Err = InvalidSftpUser;

    fn from_str(text: &str) -> Result<Self, InvalidSftpUser> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let first = text.bytes().next().is_some_and(plain);
        let rest = text.bytes().all(|byte| plain(byte) || matches!(byte, b'-' | b'_'));
        if first && rest && text.len() <= 32 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSftpUser)
        }
    }
}

impl fmt::Display for SftpUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Not the name of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an SFTP user is 1 to 32 lower-case letters, digits, - and _, and begins with a letter or digit"
)]
pub struct InvalidSftpUser;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_safe_folder_name() {
        for name in ["a", "vejle-omsorg_2", "0", "abcdefghijklmnopqrstuvwxyz012345"] {
            assert!(name.parse::<SftpUser>().is_ok(), "{name}");
        }
        for name in
            ["", "-a", "_a", "A", "a/b", "..", "a.b", "æ", "abcdefghijklmnopqrstuvwxyz0123456"]
        {
            assert_eq!(name.parse::<SftpUser>(), Err(InvalidSftpUser), "{name}");
        }
    }
}
