//! Who may come in by the listener for old SSH clients, and who has.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::columns::{self, execute, get, parsed, rows, time};
use super::{Sqlite, audit, checksums, systems};
use crate::StoreError;
use crate::model::{AuditEntry, Author, LegacyAccount, LegacySsh, SystemId};

impl Sqlite {
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
            execute(tx, operation, update, params![system.0, is_on, time(at)])?;
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
            execute(tx, operation, update, params![system.0, time(at)])?;
            audit::write(tx, entry, at)
        })
    }

    pub(crate) fn legacy_accounts(&self) -> Result<Vec<LegacyAccount>, StoreError> {
        let operation = "reading who comes in by the legacy SSH listener";
        let which = "WHERE legacy_ssh_since IS NOT NULL OR legacy_logins > 0 ORDER BY name";
        self.read(operation, |tx| {
            rows(tx, operation, &systems::select(which), [], |row| {
                checksums::SYSTEM.check_row(row)?;
                Ok(LegacyAccount {
                    system: get(row, "name")?,
                    sftp_user: parsed(row, "sftp_user")?,
                    legacy_ssh: read(row)?,
                })
            })
        })
    }
}

/// What a system's row says of it.
pub(super) fn read(row: &Row<'_>) -> Result<LegacySsh, StoreError> {
    Ok(LegacySsh {
        since: columns::time_option(row, "legacy_ssh_since")?,
        logins: get(row, "legacy_logins")?,
        last_login_at: columns::time_option(row, "legacy_login_at")?,
    })
}
