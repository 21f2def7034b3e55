//! Who may come in by the listener for old SSH clients, and who has.

use jiff::Timestamp;

use super::{audit, systems};
use crate::StoreError;
use crate::db::table;
use crate::db::{Engine, Row, values};
use crate::model::{AuditEntry, Author, LegacyAccount, LegacySsh, SystemId};

impl Engine {
    pub(crate) fn set_legacy_ssh(
        &self,
        system: SystemId,
        is_on: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "setting whether a system may come in by the legacy SSH listener";
        let update =
            "UPDATE system SET legacy_ssh_since = CASE WHEN ?2 THEN coalesce(legacy_ssh_since, ?3) END
            WHERE id = ?1";
        self.write(operation, |tx| {
            tx.execute(update, &values![system, is_on, at])?;
            let state = if is_on { "on" } else { "off" };
            let subject = systems::subject(tx, system, "legacy SSH", state)?;
            audit::done(tx, author, at, "legacy ssh", subject)
        })
    }

    pub(crate) fn note_legacy_login(
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

    pub(crate) fn legacy_accounts(&self) -> Result<Vec<LegacyAccount>, StoreError> {
        let operation = "reading who comes in by the legacy SSH listener";
        let which = "WHERE legacy_ssh_since IS NOT NULL OR legacy_logins > 0 ORDER BY name";
        self.read(operation, |tx| {
            tx.query(&systems::select(which), &[], |row| {
                table::SYSTEM.check_row(row)?;
                Ok(LegacyAccount {
                    system: row.get("name")?,
                    sftp_user: row.get("sftp_user")?,
                    legacy_ssh: read(row)?,
                })
            })
        })
    }
}

/// What a system's row says of it.
pub(super) fn read(row: &Row<'_>) -> Result<LegacySsh, StoreError> {
    Ok(LegacySsh {
        since: row.get("legacy_ssh_since")?,
        logins: row.get("legacy_logins")?,
        last_login_at: row.get("legacy_login_at")?,
    })
}
