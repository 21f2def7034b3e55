use std::net::IpAddr;

use civil::{KundeNr, Off4User};
use jiff::{SignedDuration, Timestamp};
use store::{Author, Off4Account, Off4Holder, Store, StoreError};

use crate::off4_password::{Off4Password, PasswordError};
use crate::off4_tokens::{Off4Token, Off4Tokens};

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
    /// There is no such account, or the password is not its own.
    #[error("there is no OFF4 account of this user and password")]
    LogonFailed,
    /// The customer's number is not the account's.
    #[error("the KUNDENR is not the OFF4 account's")]
    UnknownCustomer,
    /// The account may not be used from that address.
    #[error("the OFF4 account may not be used from this address")]
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
    /// A password cannot be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The check itself failed.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}

/// The account that logs on, with its password set anew if it is to be. Takes tens of milliseconds, also when there is no such
/// account.
///
/// What is wrong with the account is said to nobody who does not know the password.
///
/// # Errors
/// [`Off4Error`].
pub fn off4_log_on(
    store: &Store,
    logon: &Off4Logon,
    address: IpAddr,
    passwords_last: Option<SignedDuration>,
    author: &Author,
    now: Timestamp,
) -> Result<Off4Holder, Off4Error> {
    let holder = logon.user.map(|user| store.off4_account(user)).transpose()?.flatten();
    let hash = holder.as_ref().map(|holder| &holder.account.password);
    let knows_password = logon.password.matches(hash);
    let holder = holder.filter(|_| knows_password).ok_or(Off4Error::LogonFailed)?;
    check_origin(&holder.account, logon.kundenr, address)?;
    let Some(new) = logon.new_password else {
        let age = now.duration_since(holder.account.password_set_at);
        let is_too_old = passwords_last.is_some_and(|last| age >= last);
        return if is_too_old { Err(Off4Error::PasswordExpired) } else { Ok(holder) };
    };
    if !new.has_form() || new.is(&logon.password) {
        return Err(Off4Error::InvalidNewPassword);
    }
    let Off4Account { user, password: old, .. } = &holder.account;
    store.set_off4_password(*user, Some(old), &new.hash()?, author, now)?;
    store.off4_account(*user)?.ok_or(Off4Error::LogonFailed)
}

/// The account that shows a token.
///
/// # Errors
/// [`Off4Error`].
pub fn off4_by_token(
    store: &Store,
    tokens: &Off4Tokens,
    user: Option<Off4User>,
    token: &Off4Token,
    (kundenr, address): (Option<KundeNr>, IpAddr),
    now: Timestamp,
) -> Result<Off4Holder, Off4Error> {
    let holder = user.map(|user| store.off4_account(user)).transpose()?.flatten();
    let has_token = |holder: &Off4Holder| {
        let Off4Account { user, password_set_at, .. } = holder.account;
        tokens.is_issued(user, token, password_set_at, now)
    };
    let holder = holder.filter(has_token).ok_or(Off4Error::TokenExpired)?;
    check_origin(&holder.account, kundenr, address)?;
    Ok(holder)
}

/// Checks from where an account is used, and as which customer.
fn check_origin(
    account: &Off4Account,
    kundenr: Option<KundeNr>,
    address: IpAddr,
) -> Result<(), Off4Error> {
    let address = address.to_canonical();
    if !account.networks.iter().any(|network| network.contains(&address)) {
        return Err(Off4Error::AddressNotAllowed);
    }
    match kundenr == Some(account.kundenr) {
        true => Ok(()),
        false => Err(Off4Error::UnknownCustomer),
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use store::{NewOff4Account, PasswordHash};
    use tempfile::TempDir;

    use super::*;
    use crate::fixture::{at, store, uuid};

    const HOME: [u8; 4] = [192, 0, 2, 7];

    struct Site {
        store: Store,
        _folder: TempDir,
        tokens: Off4Tokens,
    }

    impl Site {
        fn new() -> Self {
            let (store, folder) = store();
            let account = NewOff4Account {
                user: user(),
                kundenr: "0384".parse().unwrap(),
                agreement: uuid(11).into(),
                networks: vec!["192.0.2.0/24".parse().unwrap()],
                password: Off4Password::new(*b"Passw0rd").hash().unwrap(),
            };
            store.add_off4_account(&account, &Author::PLATFORM, at(0)).unwrap();
            Self { store, _folder: folder, tokens: Off4Tokens::new(SignedDuration::from_mins(60)) }
        }

        fn log_on(
            &self,
            logon: &Off4Logon,
            address: impl Into<IpAddr>,
        ) -> Result<Off4Holder, Off4Error> {
            let last = Some(SignedDuration::from_hours(24 * 5));
            off4_log_on(&self.store, logon, address.into(), last, &Author::PLATFORM, at(4))
        }

        fn hash(&self) -> PasswordHash {
            self.store.off4_account(user()).unwrap().unwrap().account.password
        }
    }

    fn user() -> Off4User {
        "WUDI0178".parse().unwrap()
    }

    fn logon() -> Off4Logon {
        Off4Logon {
            user: Some(user()),
            kundenr: "0384".parse().ok(),
            password: Off4Password::new(*b"Passw0rd"),
            new_password: None,
        }
    }

    #[test]
    fn log_on_with_the_password_is_the_accounts() {
        let site = Site::new();
        let holder = site.log_on(&logon(), HOME).unwrap();
        assert_eq!((holder.account.user, holder.agreement.uuid), (user(), uuid(11).into()));
        assert_eq!(holder.system.uuid, uuid(1).into());
        let mapped: IpAddr = "::ffff:192.0.2.9".parse().unwrap();
        assert!(site.log_on(&logon(), mapped).is_ok());
    }

    #[test]
    fn log_on_that_is_wrong_says_what_to_those_who_know_the_password() {
        let site = Site::new();
        let wrong = Off4Password::new(*b"Passw0rt");
        let other = Off4Logon { user: "WUDI0179".parse().ok(), ..logon() };
        for (logon, address) in [
            (Off4Logon { password: wrong, ..logon() }, HOME),
            (Off4Logon { password: wrong, ..logon() }, [198, 51, 100, 7]),
            (Off4Logon { user: None, ..logon() }, HOME),
            (other, HOME),
        ] {
            assert!(matches!(site.log_on(&logon, address), Err(Off4Error::LogonFailed)));
        }
        let refused = site.log_on(&logon(), [198, 51, 100, 7]);
        assert!(matches!(refused, Err(Off4Error::AddressNotAllowed)));
        for kundenr in [None, "0385".parse().ok()] {
            let refused = site.log_on(&Off4Logon { kundenr, ..logon() }, HOME);
            assert!(matches!(refused, Err(Off4Error::UnknownCustomer)));
        }
    }

    #[test]
    fn log_on_with_a_new_password_sets_it() {
        let site = Site::new();
        let before = site.hash();
        for bytes in [*b"Passw0rd", *b"password"] {
            let refused = Off4Logon { new_password: Some(Off4Password::new(bytes)), ..logon() };
            assert!(matches!(site.log_on(&refused, HOME), Err(Off4Error::InvalidNewPassword)));
        }
        assert_eq!(site.hash(), before);
        let new = Off4Password::new(*b"N3w-Word");
        let holder = site.log_on(&Off4Logon { new_password: Some(new), ..logon() }, HOME).unwrap();
        assert_eq!(holder.account.password_set_at, at(4));
        assert!(matches!(site.log_on(&logon(), HOME), Err(Off4Error::LogonFailed)));
        assert!(site.log_on(&Off4Logon { password: new, ..logon() }, HOME).is_ok());
    }

    #[test]
    fn log_on_with_a_password_that_is_too_old_needs_a_new_one() {
        let site = Site::new();
        let late = |logon: &Off4Logon| {
            let (last, now) = (Some(SignedDuration::from_hours(24 * 4)), at(4));
            off4_log_on(&site.store, logon, HOME.into(), last, &Author::PLATFORM, now)
        };
        assert!(matches!(late(&logon()), Err(Off4Error::PasswordExpired)));
        let new_password = Some(Off4Password::new(*b"N3w-Word"));
        assert!(late(&Off4Logon { new_password, ..logon() }).is_ok());
    }

    #[test]
    fn token_leads_to_the_account_until_it_is_over() {
        let site = Site::new();
        let token = site.tokens.issue(user(), at(0), at(4)).unwrap();
        let by_token = |user, address: [u8; 4], now| {
            let from = ("0384".parse().ok(), address.into());
            off4_by_token(&site.store, &site.tokens, user, &token, from, now)
        };
        assert_eq!(by_token(Some(user()), HOME, at(4)).unwrap().account.user, user());
        for (user, now) in
            [(None, at(4)), ("WUDI0179".parse().ok(), at(4)), (Some(user()), at(4) + 1.hour())]
        {
            assert!(matches!(by_token(user, HOME, now), Err(Off4Error::TokenExpired)));
        }
        let elsewhere = by_token(Some(user()), [198, 51, 100, 7], at(4));
        assert!(matches!(elsewhere, Err(Off4Error::AddressNotAllowed)));
        site.store.remove_off4_account(user(), &Author::PLATFORM, at(4)).unwrap();
        assert!(matches!(by_token(Some(user()), HOME, at(4)), Err(Off4Error::TokenExpired)));
    }
}
