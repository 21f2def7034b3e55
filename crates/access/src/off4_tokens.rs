use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use civil::Off4User;
use jiff::{SignedDuration, Timestamp};

use crate::random::{NoRandomness, letters};

/// Tokens of one account at a time: some programs log on for each ask, beside others that keep their token. The oldest makes
/// room.
const OF_ACCOUNT: usize = 4096;

/// The tokens of those who have logged on to OFF4. They are in memory: after a restart clients log on again, as they do when
/// a token has expired.
#[derive(Debug)]
pub struct Off4Tokens {
    valid_for: SignedDuration,
    by_user: Mutex<HashMap<Off4User, Vec<Issued>>>,
}

/// A token: what a client shows instead of its password. Not shown.
#[derive(Clone, Copy)]
pub struct Off4Token([u8; 8]);

#[derive(Debug)]
struct Issued {
    token: Off4Token,
    at: Timestamp,
    /// The password's own mark: a token ends when the password is changed.
    password_set_at: Timestamp,
}

impl Off4Tokens {
    /// Tokens that are valid for so long.
    pub fn new(valid_for: SignedDuration) -> Self {
        Self { valid_for, by_user: Mutex::default() }
    }

    /// A new token for an account whose password was set then.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn issue(
        &self,
        user: Off4User,
        password_set_at: Timestamp,
        now: Timestamp,
    ) -> Result<Off4Token, NoRandomness> {
        let token = Off4Token(letters()?);
        let mut by_user = self.by_user();
        let of_user = by_user.entry(user).or_default();
        of_user.retain(|issued| self.is_valid(issued, now));
        if of_user.len() >= OF_ACCOUNT {
            of_user.remove(0);
        }
        of_user.push(Issued { token, at: now, password_set_at });
        Ok(token)
    }

    /// Whether an account's token is valid, and the password has not been set since.
    pub fn is_issued(
        &self,
        user: Off4User,
        token: &Off4Token,
        password_set_at: Timestamp,
        now: Timestamp,
    ) -> bool {
        let by_user = self.by_user();
        let of_user = by_user.get(&user).map(Vec::as_slice).unwrap_or_default();
        // All are compared, so that the time says nothing.
        let found =
            of_user.iter().filter(|issued| issued.token.is(token)).fold(None, |_, it| Some(it));
        found.is_some_and(|issued| {
            issued.password_set_at == password_set_at && self.is_valid(issued, now)
        })
    }

    /// A clock that went back ends no token, and one in the future is valid.
    fn is_valid(&self, issued: &Issued, now: Timestamp) -> bool {
        now.duration_since(issued.at) < self.valid_for
    }

    fn by_user(&self) -> MutexGuard<'_, HashMap<Off4User, Vec<Issued>>> {
        self.by_user.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Off4Token {
    /// A token as a client shows it.
    pub const fn new(bytes: [u8; 8]) -> Self {
        Self(bytes)
    }

    /// Its bytes: letters and digits.
    pub const fn reveal(&self) -> [u8; 8] {
        self.0
    }

    fn is(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl fmt::Debug for Off4Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Off4Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    fn tokens() -> (Off4Tokens, Timestamp, Off4User) {
        let valid_for = SignedDuration::from_mins(60);
        (Off4Tokens::new(valid_for), Timestamp::UNIX_EPOCH, "WUDI0178".parse().unwrap())
    }

    #[test]
    fn token_is_valid_for_its_account_until_its_time_is_over() {
        let (tokens, now, user) = tokens();
        let token = tokens.issue(user, now, now).unwrap();
        let is_issued = |user, token: &_, later| tokens.is_issued(user, token, now, later);
        assert!(is_issued(user, &token, now + 59.minutes()));
        assert!(!is_issued(user, &token, now + 60.minutes()));
        assert!(is_issued(user, &token, now - 1.hour()), "a clock that went back");
        assert!(!is_issued("WUDI0179".parse().unwrap(), &token, now));
        assert!(!is_issued(user, &Off4Token::new(*b"fJrr7CCx"), now));
        assert!(token.reveal().iter().all(u8::is_ascii_alphanumeric));
        assert_eq!(format!("{token:?}"), "Off4Token(…)");
    }

    #[test]
    fn token_ends_when_the_password_is_set() {
        let (tokens, now, user) = tokens();
        let token = tokens.issue(user, now, now).unwrap();
        assert!(!tokens.is_issued(user, &token, now + 1.second(), now + 1.second()));
    }

    #[test]
    fn token_of_an_account_with_many_makes_room_for_a_new_one() {
        let (tokens, now, user) = tokens();
        let first = tokens.issue(user, now, now).unwrap();
        let second = tokens.issue(user, now, now).unwrap();
        for _ in 2..=OF_ACCOUNT {
            tokens.issue(user, now, now).unwrap();
        }
        assert!(!tokens.is_issued(user, &first, now, now));
        assert!(tokens.is_issued(user, &second, now, now));
        assert_eq!(tokens.by_user()[&user].len(), OF_ACCOUNT);
    }
}
