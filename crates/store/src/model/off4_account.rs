use civil::{AgreementUuid, KundeNr, Off4User};
use ipnet::IpNet;
use jiff::Timestamp;

use super::agreement::Agreement;
use super::password_hash::PasswordHash;
use super::system::System;

/// An account of OFF4 (`lookup.md` 6): who logs on by it asks under its agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off4Account {
    /// The user, by which it is known.
    pub user: Off4User,
    /// The customer's number that its requests have.
    pub kundenr: KundeNr,
    /// The agreement's UUID.
    pub agreement: AgreementUuid,
    /// The networks from which it may be used.
    pub networks: Vec<IpNet>,
    /// The hash of its password.
    pub password: PasswordHash,
    /// When that was set.
    pub password_set_at: Timestamp,
    /// When the account was added.
    pub added_at: Timestamp,
}

/// An account with its parties, all of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Off4Holder {
    /// The account.
    pub account: Off4Account,
    /// Its agreement.
    pub agreement: Agreement,
    /// The agreement's system, without certificates and keys.
    pub system: System,
}

/// An account to be added.
#[derive(Debug)]
pub struct NewOff4Account {
    /// The user.
    pub user: Off4User,
    /// The customer's number.
    pub kundenr: KundeNr,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// The networks from which it may be used.
    pub networks: Vec<IpNet>,
    /// The hash of its password.
    pub password: PasswordHash,
}
