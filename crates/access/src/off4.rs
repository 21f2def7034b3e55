use std::net::IpAddr;

use civil::{KundeNr, Off4User};
use jiff::{SignedDuration, Timestamp};
use store::{Off4Holder, Store, StoreError};

use crate::off4_password::Off4Password;
use crate::off4_tokens::{Off4Token, Off4Tokens};
use crate::password_hasher::HashPermit;

/// A logon to OFF4.
#[derive(Debug, Clone, Copy)]
pub struct Off4Logon {
    /// The user; `None` when it cannot be one.
    pub user: Option<Off4User>,
    /// The customer; `None` when it is no number.
    pub kundenr: Option<KundeNr>,
    /// The password.
    pub password: Off4Password,
    /// The password from now on, if it is to be changed.
    pub new_password: Option<Off4Password>,
}

/// Why an account of OFF4 may not be used.
#[derive(Debug, thiserror::Error)]
pub enum Off4Error {
    /// There is no such account, or the password is not its own, or it may not be used from there.
    #[error("there is no OFF4 account of this user and password")]
    LogonFailed,
    /// The customer's number is not the account's.
    #[error("the KUNDENR is not the OFF4 account's")]
    UnknownCustomer,
    /// No account may be used from that address.
    #[error("no OFF4 account may be used from this address")]
    AddressNotAllowed,
    /// The password is older than passwords may be.
    #[error("the password of the OFF4 account has expired")]
    PasswordExpired,
    /// The new password cannot be one, or is the old one.
    #[error("the new password of the OFF4 account cannot be one")]
    InvalidNewPassword,
    /// The token was not issued to the user, or is no longer valid.
    #[error("the token of the OFF4 account is not valid")]
    TokenExpired,
    /// The check itself failed.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}

/// The account of a user as seen from an address: `None` when there is no such account, or it may not be used from there.
/// Nobody learns which of both.
///
/// # Errors
/// [`Off4Error::AddressNotAllowed`] when no account may be used from there.
pub fn off4_account(
    store: &Store,
    user: Option<Off4User>,
    address: IpAddr,
) -> Result<Option<Off4Holder>, Off4Error> {
    let address = address.to_canonical();
    let is_within = |networks: &[ipnet::IpNet]| networks.iter().any(|it| it.contains(&address));
    if !is_within(&store.off4_networks()?) {
        return Err(Off4Error::AddressNotAllowed);
    }
    let holder = user.map(|user| store.off4_account(user)).transpose()?.flatten();
    Ok(holder.filter(|holder| is_within(&holder.account.networks)))
}

/// Checks a logon to an account, and changes nothing. Takes tens of milliseconds, also without an account. What is wrong with
/// the account is said to nobody who does not know the password.
///
/// # Errors
/// [`Off4Error`].
pub fn check_logon(
    holder: Option<&Off4Holder>,
    logon: &Off4Logon,
    permit: &mut HashPermit<'_>,
    passwords_last: Option<SignedDuration>,
    now: Timestamp,
) -> Result<(), Off4Error> {
    let hash = holder.map(|holder| &holder.account.password);
    let knows_password = permit.matches(logon.password.bytes(), hash);
    let holder = holder.filter(|_| knows_password).ok_or(Off4Error::LogonFailed)?;
    if logon.kundenr != Some(holder.account.kundenr) {
        return Err(Off4Error::UnknownCustomer);
    }
    match logon.new_password {
        Some(new) if !new.has_form() || new.is(&logon.password) => {
            Err(Off4Error::InvalidNewPassword)
        }
        Some(_) => Ok(()),
        None => {
            let age = now.duration_since(holder.account.password_set_at);
            let is_too_old = passwords_last.is_some_and(|last| age >= last);
            if is_too_old { Err(Off4Error::PasswordExpired) } else { Ok(()) }
        }
    }
}

/// Checks that an account shows one of its tokens.
///
/// # Errors
/// [`Off4Error`].
pub fn check_token(
    holder: Option<&Off4Holder>,
    tokens: &Off4Tokens,
    token: &Off4Token,
    kundenr: Option<KundeNr>,
    now: Timestamp,
) -> Result<(), Off4Error> {
    let holder = holder.ok_or(Off4Error::TokenExpired)?;
    let account = &holder.account;
    if !tokens.is_issued(account.user, token, account.password_set_at, now) {
        return Err(Off4Error::TokenExpired);
    }
    match kundenr == Some(account.kundenr) {
        true => Ok(()),
        false => Err(Off4Error::UnknownCustomer),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::ToSpan as _;
    use store::{Author, NewOff4Account};
    use tempfile::TempDir;

    use super::*;
    use crate::fixture::{at, store, uuid};
    use crate::password_hasher::PasswordHasher;

    const HOME: [u8; 4] = [192, 0, 2, 7];
    const ELSEWHERE: [u8; 4] = [198, 51, 100, 7];

    struct Site {
        store: Store,
        _folder: TempDir,
        hasher: PasswordHasher,
    }

    impl Site {
        fn new() -> Self {
            let (store, folder) = store();
            let site = Self { store, _folder: folder, hasher: PasswordHasher::new(1) };
            site.add("WUDI0178", "192.0.2.0/24");
            site
        }

        fn permit(&self) -> HashPermit<'_> {
            self.hasher.permit(Duration::ZERO).unwrap()
        }

        fn add(&self, user: &str, network: &str) {
            let account = NewOff4Account {
                user: user.parse().unwrap(),
                kundenr: "0384".parse().unwrap(),
                agreement: uuid(11).into(),
                networks: vec![network.parse().unwrap()],
                password: self.permit().hash(b"Passw0rd").unwrap(),
            };
            self.store.add_off4_account(&account, &Author::PLATFORM, at(0)).unwrap();
        }

        fn account(
            &self,
            user: &str,
            address: impl Into<IpAddr>,
        ) -> Result<Option<Off4Holder>, Off4Error> {
            off4_account(&self.store, user.parse().ok(), address.into())
        }

        fn check(&self, logon: &Off4Logon) -> Result<(), Off4Error> {
            let holder = self.account("WUDI0178", HOME).unwrap();
            let last = Some(SignedDuration::from_hours(24 * 5));
            check_logon(holder.as_ref(), logon, &mut self.permit(), last, at(4))
        }
    }

    fn logon() -> Off4Logon {
        Off4Logon {
            user: "WUDI0178".parse().ok(),
            kundenr: "0384".parse().ok(),
            password: Off4Password::new(*b"Passw0rd"),
            new_password: None,
        }
    }

    #[test]
    fn account_is_seen_from_its_own_networks_alone() {
        let site = Site::new();
        site.add("OTHER123", "198.51.100.0/24");
        let holder = site.account("WUDI0178", HOME).unwrap().unwrap();
        assert_eq!((holder.agreement.uuid, holder.system.uuid), (uuid(11).into(), uuid(1).into()));
        let mapped: IpAddr = "::ffff:192.0.2.9".parse().unwrap();
        assert!(site.account("WUDI0178", mapped).unwrap().is_some());
        assert!(site.account("WUDI0178", ELSEWHERE).unwrap().is_none());
        assert!(site.account("NOBODY12", HOME).unwrap().is_none());
        for user in ["WUDI0178", "NOBODY12", "none"] {
            let refused = site.account(user, [203, 0, 113, 7]);
            assert!(matches!(refused, Err(Off4Error::AddressNotAllowed)), "{user}");
        }
    }

    #[test]
    fn logon_that_is_wrong_says_what_to_those_who_know_the_password() {
        let site = Site::new();
        assert!(site.check(&logon()).is_ok());
        let wrong = Off4Password::new(*b"Passw0rt");
        for kundenr in [None, "0385".parse().ok()] {
            let unknown = site.check(&Off4Logon { kundenr, ..logon() });
            assert!(matches!(unknown, Err(Off4Error::UnknownCustomer)));
            let failed = site.check(&Off4Logon { kundenr, password: wrong, ..logon() });
            assert!(matches!(failed, Err(Off4Error::LogonFailed)));
        }
        let nobody = check_logon(None, &logon(), &mut site.permit(), None, at(4));
        assert!(matches!(nobody, Err(Off4Error::LogonFailed)));
    }

    #[test]
    fn logon_with_a_password_that_is_too_old_needs_a_new_one() {
        let site = Site::new();
        let holder = site.account("WUDI0178", HOME).unwrap();
        let late = |new: Option<&[u8; 8]>| {
            let new_password = new.map(|bytes| Off4Password::new(*bytes));
            let last = Some(SignedDuration::from_hours(24 * 4));
            let logon = Off4Logon { new_password, ..logon() };
            check_logon(holder.as_ref(), &logon, &mut site.permit(), last, at(4))
        };
        assert!(matches!(late(None), Err(Off4Error::PasswordExpired)));
        assert!(late(Some(b"N3w-Word")).is_ok());
        for wrong in [b"Passw0rd", b"password"] {
            assert!(matches!(late(Some(wrong)), Err(Off4Error::InvalidNewPassword)));
        }
    }

    #[test]
    fn token_is_its_accounts_until_it_is_over() {
        let site = Site::new();
        let tokens = Off4Tokens::new(SignedDuration::from_mins(60));
        let holder = site.account("WUDI0178", HOME).unwrap();
        let token = tokens.issue("WUDI0178".parse().unwrap(), at(0), at(4)).unwrap();
        let check = |holder: Option<&Off4Holder>, kundenr: &str, now| {
            check_token(holder, &tokens, &token, kundenr.parse().ok(), now)
        };
        assert!(check(holder.as_ref(), "0384", at(4)).is_ok());
        let unknown = check(holder.as_ref(), "0385", at(4));
        assert!(matches!(unknown, Err(Off4Error::UnknownCustomer)));
        let late = check(holder.as_ref(), "0384", at(4) + 1.hour());
        assert!(matches!(late, Err(Off4Error::TokenExpired)));
        assert!(matches!(check(None, "0384", at(4)), Err(Off4Error::TokenExpired)));
    }
}
