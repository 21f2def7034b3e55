use std::fmt;

use store::Sha256;

use crate::random::{NoRandomness, fill};

/// The bytes: as many as a SHA-256 has, so that guessing one is guessing a key.
const BYTES: usize = 32;

/// The secret of a session, or of a one-time link: 256 random bits, of which the store keeps the digest alone. Not shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SecretToken([u8; BYTES]);

/// Not the text of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token of ours")]
pub struct InvalidSecretToken;

impl SecretToken {
    /// A new one.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut bytes = [0; BYTES];
        fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The token of a text.
    ///
    /// # Errors
    /// [`InvalidSecretToken`].
    pub fn parse(text: &str) -> Result<Self, InvalidSecretToken> {
        // The form of a digest is that of a token: 64 hexadecimal digits, which every client leaves as they are.
        text.parse::<Sha256>()
            .map(|digits| Self(*digits.as_bytes()))
            .map_err(|_| InvalidSecretToken)
    }

    /// The text, for a cookie or an address.
    pub fn reveal(&self) -> String {
        Sha256::from_bytes(self.0).to_string()
    }

    /// What the store keeps. Without a salt: nobody guesses 256 bits.
    pub fn digest(&self) -> Sha256 {
        Sha256::of([&self.0[..]])
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_read_back_and_its_digest_is_another() {
        let token = SecretToken::generate().unwrap();
        assert_eq!(SecretToken::parse(&token.reveal()), Ok(token));
        assert_ne!(token.digest().as_bytes(), &token.0);
        assert_ne!(SecretToken::generate().unwrap(), token);
        assert!(!format!("{token:?}").contains(&token.reveal()));
        for wrong in ["", "x", &token.reveal()[1..]] {
            assert_eq!(SecretToken::parse(wrong), Err(InvalidSecretToken), "{wrong}");
        }
    }
}
