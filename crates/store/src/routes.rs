//! Which system may send files to which.

use jiff::Timestamp;

use crate::db::table::ROUTE;
use crate::db::{Tx, checksums, values};
use crate::model::{Author, Route, System, SystemId};
use crate::store::Store;
use crate::{StoreError, audit};

const READING: &str = "reading the routes";

/// Routes.
impl Store {
    /// Allows a system to send files to another.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when it may already.
    pub fn allow_route(
        &self,
        sender: &System,
        recipient: &System,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO route (sender, recipient, allowed_at) VALUES (?1, ?2, ?3)
            ON CONFLICT DO NOTHING";
        self.write("allowing a route", |tx| {
            if tx.execute(insert, &values![sender.id, recipient.id, at])? == 0 {
                return Err(StoreError::AlreadyExists(named(sender, recipient)));
            }
            audit::done(tx, author, at, "allow route", named(sender, recipient))
        })
    }

    /// Takes the right of a system to send files to another away. What was sent stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it had none.
    pub fn remove_route(
        &self,
        sender: &System,
        recipient: &System,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let delete = "DELETE FROM route WHERE sender = ?1 AND recipient = ?2";
        self.write("removing a route", |tx| {
            if tx.execute(delete, &values![sender.id, recipient.id])? == 0 {
                return Err(StoreError::NotFound(named(sender, recipient)));
            }
            audit::done(tx, author, at, "remove route", named(sender, recipient))
        })
    }

    /// All routes, by the accounts of their senders and recipients.
    pub fn routes(&self) -> Result<Vec<Route>, StoreError> {
        let select =
            "SELECT route.allowed_at, one.sftp_user AS from_user, other.sftp_user AS to_user
            FROM route
            JOIN system AS one ON one.id = route.sender
            JOIN system AS other ON other.id = route.recipient
            ORDER BY from_user, to_user";
        self.read(READING, |tx| {
            tx.query(select, &[], |row| {
                Ok(Route {
                    sender: row.get("from_user")?,
                    recipient: row.get("to_user")?,
                    allowed_at: row.get("allowed_at")?,
                })
            })
        })
    }
}

/// The systems to which a system may send.
pub(crate) fn recipients(tx: &Tx<'_>, sender: SystemId) -> Result<Vec<SystemId>, StoreError> {
    checksums::rows(tx, &ROUTE, sender.0, |row| row.get("recipient"))
}

/// Removes every route of a system, as sender and as recipient.
pub(crate) fn delete_all(tx: &Tx<'_>, system: SystemId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM route WHERE sender = ?1 OR recipient = ?1", &values![system])
        .map(|_| ())
}

fn named(sender: &System, recipient: &System) -> String {
    format!("route from {} to {}", sender.sftp_user, recipient.sftp_user)
}
