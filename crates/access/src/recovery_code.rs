use std::fmt;

use store::Sha256;
use totp_rs::Secret;

use crate::random::{NoRandomness, fill};

/// The bytes: 80 random bits, sixteen letters.
const BYTES: usize = 10;

/// A code that is good once in place of one of an app. Not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// How many a user gets.
    pub const COUNT: usize = 10;

    /// New ones.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn generate() -> Result<Vec<Self>, NoRandomness> {
        let one = |_| {
            let mut bytes = [0; BYTES];
            fill(&mut bytes)?;
            Ok(Self(Secret::from(bytes.to_vec()).to_base32()))
        };
        (0..Self::COUNT).map(one).collect()
    }

    /// What somebody typed, if it can be one: without blanks and dashes, in capitals.
    pub fn parse(text: &str) -> Option<Self> {
        let is_code = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
        let plain = |letter: &char| !letter.is_whitespace() && *letter != '-';
        let text: String =
            text.chars().filter(plain).map(|letter| letter.to_ascii_uppercase()).collect();
        (text.len() == BYTES * 8 / 5 && text.bytes().all(is_code)).then_some(Self(text))
    }

    /// The code, in four groups, to be shown once.
    pub fn reveal(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        groups.join("-").to_ascii_lowercase()
    }

    /// What the store keeps. Without a salt: nobody guesses 80 bits.
    pub fn digest(&self) -> Sha256 {
        Sha256::of([self.0.as_bytes()])
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recovery_code_is_read_back_however_it_is_typed() {
        let codes = RecoveryCode::generate().unwrap();
        assert_eq!(codes.len(), RecoveryCode::COUNT);
        assert_ne!(codes[0], codes[1]);
        let shown = codes[0].reveal();
        assert_eq!(shown.len(), 19, "{shown}");
        for typed in [shown.clone(), shown.to_uppercase().replace('-', " "), shown.replace('-', "")]
        {
            assert_eq!(RecoveryCode::parse(&typed), Some(codes[0].clone()));
        }
        for wrong in ["", "123456", "abcd-efgh-ijkl-mno1", &shown[1..]] {
            assert_eq!(RecoveryCode::parse(wrong), None, "{wrong}");
        }
        assert!(!format!("{codes:?}").contains(&shown));
    }
}
