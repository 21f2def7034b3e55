//! Systems that may log in at the listener for old SSH clients, and those that have.

use jiff::Timestamp;

use crate::db::{table, values};
use crate::model::{AuditEntry, Author, LegacyAccount, SystemId};
use crate::store::Store;
use crate::{StoreError, audit, system_rows};

/// The listener for old SSH clients.
impl Store {
    /// Sets whether a system may log in at the listener for old SSH clients.
    pub fn set_legacy_ssh(
        &self,
        system: SystemId,
        is_on: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "setting whether a system may come in by the legacy SSH listener";
        let update = "UPDATE system
            SET legacy_ssh_since = CASE WHEN ?2 = 1 THEN coalesce(legacy_ssh_since, ?3) END
            WHERE id = ?1";
        self.write(operation, |tx| {
            tx.execute(update, &values![system, is_on, at])?;
            let state = if is_on { "on" } else { "off" };
            let subject = system_rows::subject(tx, system, "legacy SSH", state)?;
            audit::done(tx, author, at, "legacy ssh", subject)
        })
    }

    /// Counts a system's login at the listener for old SSH clients, with its audit entry. One
    /// transaction.
    pub fn note_legacy_login(
        &self,
        system: SystemId,
        entry: &AuditEntry,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "noting a login by the legacy SSH listener";
        let update = "UPDATE system SET legacy_logins = legacy_logins + 1, legacy_login_at = ?2
            WHERE id = ?1";
        self.write(operation, |tx| {
            tx.execute(update, &values![system, at])?;
            audit::write(tx, entry, at).map(|_| ())
        })
    }

    /// Accounts that may log in at the listener for old SSH clients, or have, by the name of their
    /// system.
    pub fn legacy_accounts(&self) -> Result<Vec<LegacyAccount>, StoreError> {
        let operation = "reading who comes in by the legacy SSH listener";
        let which = "WHERE legacy_ssh_since IS NOT NULL OR legacy_logins > 0 ORDER BY name";
        self.read(operation, |tx| {
            tx.query(&system_rows::select(which), &[], |row| {
                table::SYSTEM.check_row(row)?;
                Ok(LegacyAccount {
                    system: row.get("name")?,
                    sftp_user: row.get("sftp_user")?,
                    legacy_ssh: system_rows::read_legacy_ssh(row)?,
                })
            })
        })
    }
}
