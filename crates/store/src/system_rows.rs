//! A system's row, with its certificates and keys.

use std::fmt;

use crate::StoreError;
use crate::db::table::{self, CHECKED};
use crate::db::{Row, Tx, Value, checksums, values};
use crate::model::{Certificate, Fingerprint, LegacySsh, SshKey, System, SystemId};

/// Selects what [`read`] reads.
pub(crate) fn select(which: &str) -> String {
    format!("SELECT system.*, {CHECKED} FROM system {} {which}", table::SYSTEM.checked_join())
}

/// A system by its number, without certificates and keys.
pub(crate) fn by_id(tx: &Tx<'_>, id: SystemId) -> Result<System, StoreError> {
    tx.query_opt(&select("WHERE system.id = ?1"), &values![id], read)?
        .ok_or(StoreError::Corrupt("system"))
}

/// The system for which a certificate is registered, with all of its certificates and keys.
pub(crate) fn by_certificate(
    tx: &Tx<'_>,
    fingerprint: Fingerprint,
) -> Result<Option<System>, StoreError> {
    let holder = "system.id = (SELECT system FROM certificate WHERE sha256 = ?1)";
    find(tx, holder, Value::from(&fingerprint.0))
}

/// The system that satisfies a condition, with its certificates and keys.
pub(crate) fn find(
    tx: &Tx<'_>,
    condition: &str,
    value: Value<'_>,
) -> Result<Option<System>, StoreError> {
    let mut system = tx.query_opt(&select(&format!("WHERE {condition}")), &[value], read)?;
    system.iter_mut().try_for_each(|system| complete(tx, system))?;
    Ok(system)
}

/// A system without its certificates and keys.
pub(crate) fn read(row: &Row<'_>) -> Result<System, StoreError> {
    table::SYSTEM.check_row(row)?;
    Ok(System {
        id: row.get("id")?,
        uuid: row.get("uuid")?,
        name: row.get("name")?,
        sftp_user: row.get("sftp_user")?,
        metadata_root: row.get("metadata_root")?,
        signed_metadata: row.get("signed_metadata")?,
        suspended_at: row.get("suspended_at")?,
        removed_at: row.get("removed_at")?,
        legacy_ssh: read_legacy_ssh(row)?,
        certificates: Vec::new(),
        ssh_keys: Vec::new(),
    })
}

/// Reads certificates and keys, if they pass the check.
pub(crate) fn complete(tx: &Tx<'_>, system: &mut System) -> Result<(), StoreError> {
    for table in [&table::CERTIFICATE, &table::SSH_KEY] {
        checksums::check(tx, table, system.id.0)?;
    }
    let certificates = "SELECT * FROM certificate WHERE system = ?1 ORDER BY not_after";
    system.certificates = tx.query(certificates, &values![system.id], |row| {
        Ok(Certificate {
            fingerprint: Fingerprint(row.get("sha256")?),
            subject: row.get("subject")?,
            not_before: row.get("not_before")?,
            not_after: row.get("not_after")?,
            revoked_at: row.get("revoked_at")?,
        })
    })?;
    let keys = "SELECT * FROM ssh_key WHERE system = ?1 ORDER BY fingerprint";
    system.ssh_keys = tx.query(keys, &values![system.id], |row| {
        Ok(SshKey {
            fingerprint: row.get("fingerprint")?,
            text: row.get("text")?,
            revoked_at: row.get("revoked_at")?,
        })
    })?;
    Ok(())
}

/// The columns for the listener for old SSH clients.
pub(crate) fn read_legacy_ssh(row: &Row<'_>) -> Result<LegacySsh, StoreError> {
    Ok(LegacySsh {
        since: row.get("legacy_ssh_since")?,
        logins: row.get("legacy_logins")?,
        last_login_at: row.get("legacy_login_at")?,
    })
}

/// The subject of an audit entry: what, and of which system.
pub(crate) fn subject(
    tx: &Tx<'_>,
    system: SystemId,
    what: &str,
    which: impl fmt::Display,
) -> Result<String, StoreError> {
    // Not the whole row: it may have been changed in this transaction, and its check is written
    // with the commit.
    let select = "SELECT uuid FROM system WHERE id = ?1";
    let uuid = tx.query_opt(select, &values![system], |row| row.get::<String>("uuid"))?;
    let uuid = uuid.ok_or(StoreError::Corrupt("system"))?;
    Ok(format!("{what} {which} of system {uuid}"))
}
