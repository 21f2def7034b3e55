use std::fmt;

use argon2::password_hash::phc;
use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use store::PasswordHash;

use crate::random::{NoRandomness, fill, letters};

/// The length in bytes.
const LENGTH: usize = 8;
/// The bytes of a salt.
const SALT: usize = 16;

/// The password of an OFF4 account: eight bytes, because a logon has room for no more (`lookup.md` 6). Not shown.
#[derive(Clone, Copy)]
pub struct Off4Password([u8; LENGTH]);

/// Why a password cannot be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The system gives no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The hash function fails, for lack of memory.
    #[error("cannot hash a password")]
    Hash(#[source] argon2::password_hash::Error),
}

impl Off4Password {
    /// A password of these bytes, whatever they are.
    pub const fn new(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// A new one of letters and digits: 62^8 = 2^47 of them.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn generate() -> Result<Self, NoRandomness> {
        loop {
            let password = Self(letters()?);
            if password.has_form() {
                return Ok(password);
            }
        }
    }

    /// Whether a client may choose it: printable ASCII without blanks, with a capital, a small letter and a digit.
    pub fn has_form(&self) -> bool {
        let has = |kind: fn(&u8) -> bool| self.0.iter().any(kind);
        self.0.iter().all(u8::is_ascii_graphic)
            && has(u8::is_ascii_uppercase)
            && has(u8::is_ascii_lowercase)
            && has(u8::is_ascii_digit)
    }

    /// The characters, to be shown once to the operator; `None` when they are not ASCII.
    pub fn reveal(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether it is the same, in a time that does not depend on the bytes.
    pub fn is(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }

    /// Its hash (Argon2id, 19 MiB). Takes tens of milliseconds.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub fn hash(&self) -> Result<PasswordHash, PasswordError> {
        let mut salt = [0; SALT];
        fill(&mut salt)?;
        let hash = Argon2::default().hash_password_with_salt(&self.0, &salt);
        let hash: phc::PasswordHash = hash.map_err(PasswordError::Hash)?;
        Ok(PasswordHash::new(hash.to_string()))
    }

    /// Whether a hash is this password's. `None` for the hash of an account that is not there takes as long, so that the time
    /// does not say which accounts there are.
    pub fn matches(&self, hash: Option<&PasswordHash>) -> bool {
        let Some(hash) = hash else {
            let _: Result<phc::PasswordHash, _> =
                Argon2::default().hash_password_with_salt(&self.0, &[0; SALT]);
            return false;
        };
        let parsed = phc::PasswordHash::new(hash.reveal());
        parsed.is_ok_and(|hash| Argon2::default().verify_password(&self.0, &hash).is_ok())
    }
}

impl fmt::Debug for Off4Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Off4Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off4_password_matches_its_own_hash_alone() {
        let password = Off4Password::new(*b"Passw0rd");
        let hash = password.hash().unwrap();
        assert!(password.matches(Some(&hash)) && !password.matches(None));
        assert!(!Off4Password::new(*b"Passw0rt").matches(Some(&hash)));
        assert!(!password.matches(Some(&PasswordHash::new("damaged".to_owned()))));
        assert_ne!(hash, password.hash().unwrap(), "salted");
        assert!(!format!("{password:?} {hash:?}").contains("w0rd"));
    }

    #[test]
    fn off4_password_that_is_generated_could_be_chosen() {
        let (one, other) = (Off4Password::generate().unwrap(), Off4Password::generate().unwrap());
        assert!(one.has_form() && other.has_form() && !one.is(&other) && one.is(&one));
        assert!(one.reveal().unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }

    #[test]
    fn off4_password_without_its_form_cannot_be_chosen() {
        let has_form = |bytes| Off4Password::new(bytes).has_form();
        assert!(has_form(*b"Passw0rd") && has_form(*b"P4ssw!rd"));
        for bytes in [*b"password", *b"PASSW0RD", *b"Password", *b"Passw0r ", *b"Passw0r\xe6"] {
            assert!(!has_form(bytes), "{bytes:?}");
        }
    }
}
