//! The system for which an actor acts.

use crate::StoreError;
use crate::db::{Tx, values};
use crate::model::{Actor, SystemId};
use crate::store::Store;

/// Actors.
impl Store {
    /// The system for which an actor acts: that of the certificate, also of one that was revoked since, or of the OFF4 account's
    /// agreement. `None` of others.
    pub fn acting_system(&self, actor: &Actor) -> Result<Option<SystemId>, StoreError> {
        self.read("reading whose certificate it is", |tx| of(tx, actor))
    }
}

/// The same.
pub(crate) fn of(tx: &Tx<'_>, actor: &Actor) -> Result<Option<SystemId>, StoreError> {
    let of_certificate = "SELECT system FROM certificate WHERE sha256 = ?1";
    let of_account = "SELECT agreement.system FROM off4_account
        JOIN agreement ON agreement.id = off4_account.agreement WHERE off4_user = ?1";
    match actor {
        Actor::Certificate(fingerprint) => {
            tx.query_opt(of_certificate, &values![&fingerprint.0], |row| row.get("system"))
        }
        Actor::Off4Account(user) => {
            tx.query_opt(of_account, &values![user.to_string()], |row| row.get("system"))
        }
        Actor::Address(_) | Actor::Operator { .. } | Actor::User(_) | Actor::Platform => Ok(None),
    }
}
