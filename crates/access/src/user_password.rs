use std::fmt;

use store::UserName;

/// The password of a user, as it was typed. Not shown.
#[derive(Clone, PartialEq, Eq)]
pub struct UserPassword(String);

/// Why a password cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPassword {
    /// It is too short.
    #[error("a password has at least {} characters", UserPassword::FEWEST)]
    TooShort,
    /// It is too long.
    #[error("a password has at most {} characters", UserPassword::MOST)]
    TooLong,
    /// It can be guessed from the name, or is one character again and again.
    #[error("a password is not the name, and not one character again and again")]
    Guessable,
}

impl UserPassword {
    /// The fewest characters. Length is what counts: no rule asks for digits or signs, which people put at the end.
    pub const FEWEST: usize = 12;
    /// The most characters: a whole sentence, and no work for the hash.
    pub const MOST: usize = 200;

    /// A password as it was typed.
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The bytes.
    pub const fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Checks whether a user may choose it.
    ///
    /// # Errors
    /// [`UnfitPassword`].
    pub fn check(&self, name: &UserName) -> Result<(), UnfitPassword> {
        let length = self.0.chars().count();
        let lower = self.0.to_lowercase();
        let stem = name.as_str().split('@').next().unwrap_or_default();
        let rest = lower.replace(name.as_str(), "").replace(stem, "");
        let first = lower.chars().next();
        match length {
            ..Self::FEWEST => Err(UnfitPassword::TooShort),
            length if length > Self::MOST => Err(UnfitPassword::TooLong),
            _ if lower.chars().all(|letter| Some(letter) == first) => Err(UnfitPassword::Guessable),
            _ if rest.chars().count() < Self::FEWEST / 2 => Err(UnfitPassword::Guessable),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for UserPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_is_long_enough_and_not_the_name() {
        let name = "mette.krogh@odder.dk".parse().unwrap();
        let check = |text: &str| UserPassword::new(text.to_owned()).check(&name);
        assert_eq!(check("fire blå heste"), Ok(()));
        assert_eq!(check(&"ab".repeat(UserPassword::MOST / 2)), Ok(()));
        assert_eq!(check(&"ab".repeat(UserPassword::MOST / 2 + 1)), Err(UnfitPassword::TooLong));
        assert_eq!(check("fire blå he"), Err(UnfitPassword::TooShort));
        for guessable in ["aaaaaaaaaaaa", "Mette.Krogh2026", "mette.krogh@odder.dk"] {
            assert_eq!(check(guessable), Err(UnfitPassword::Guessable), "{guessable}");
        }
        assert_eq!(format!("{:?}", UserPassword::new("fire blå heste".into())), "UserPassword(…)");
    }
}
