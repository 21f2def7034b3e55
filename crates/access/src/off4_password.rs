use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::random::{NoRandomness, letters};

/// The length in bytes.
const LENGTH: usize = 8;

/// The password of an OFF4 account: eight bytes, because a logon has room for no more (`lookup.md` 6). Not shown.
#[derive(Clone, Copy)]
pub struct Off4Password([u8; LENGTH]);

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

    /// The bytes.
    pub const fn bytes(&self) -> &[u8; LENGTH] {
        &self.0
    }

    /// The characters, to be shown once to the operator; `None` when they are not ASCII.
    pub fn reveal(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// Whether it is the same, in a time that does not depend on the bytes.
    pub fn is(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
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
    fn off4_password_that_is_generated_could_be_chosen() {
        let (one, other) = (Off4Password::generate().unwrap(), Off4Password::generate().unwrap());
        assert!(one.has_form() && other.has_form() && !one.is(&other) && one.is(&one));
        assert!(one.reveal().unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(!format!("{one:?}").contains(one.reveal().unwrap()));
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
