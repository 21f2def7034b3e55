//! The certificates with which systems call, and the SSH keys with which they fetch files.

use jiff::Timestamp;

use crate::db::{Tx, values};
use crate::model::{Author, Certificate, Fingerprint, SshKey, SystemId};
use crate::store::Store;
use crate::{StoreError, audit, system_rows};

/// Certificates and SSH keys.
impl Store {
    /// Registers another certificate for a system.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when it is registered already, for any system.
    pub fn add_certificate(
        &self,
        system: SystemId,
        certificate: &Certificate,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("adding a certificate", |tx| {
            insert_certificate(tx, system, certificate)?;
            let subject = system_rows::subject(tx, system, "certificate", certificate.fingerprint)?;
            audit::done(tx, author, at, "add certificate", subject)
        })
    }

    /// Registers another key for a system.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when the system has it already.
    pub fn add_ssh_key(
        &self,
        system: SystemId,
        key: &SshKey,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("adding an SSH key", |tx| {
            insert_key(tx, system, key)?;
            let subject = system_rows::subject(tx, system, "SSH key", &key.fingerprint)?;
            audit::done(tx, author, at, "add SSH key", subject)
        })
    }

    /// Revokes a certificate. It is kept as a revoked one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not registered.
    pub fn revoke_certificate(
        &self,
        fingerprint: Fingerprint,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE certificate SET revoked_at = coalesce(revoked_at, ?2)
                      WHERE sha256 = ?1 RETURNING system";
        self.write("revoking a certificate", |tx| {
            let key = values![&fingerprint.0, at];
            let system: Option<SystemId> = tx.query_opt(update, &key, |row| row.get("system"))?;
            let system = system.ok_or_else(|| StoreError::NotFound("such certificate".into()))?;
            let subject = system_rows::subject(tx, system, "certificate", fingerprint)?;
            audit::done(tx, author, at, "revoke certificate", subject)
        })
    }

    /// Revokes a key. It is kept as a revoked one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the system has no such key.
    pub fn revoke_ssh_key(
        &self,
        system: SystemId,
        fingerprint: &str,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE ssh_key SET revoked_at = coalesce(revoked_at, ?3)
                      WHERE system = ?1 AND fingerprint = ?2";
        self.write("revoking an SSH key", |tx| {
            if tx.execute(update, &values![system, fingerprint, at])? == 0 {
                return Err(StoreError::NotFound("such SSH key".into()));
            }
            let subject = system_rows::subject(tx, system, "SSH key", fingerprint)?;
            audit::done(tx, author, at, "revoke SSH key", subject)
        })
    }
}

/// Registers a certificate. It belongs to one system only: it identifies the caller.
pub(crate) fn insert_certificate(
    tx: &Tx<'_>,
    system: SystemId,
    certificate: &Certificate,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO certificate (sha256, system, subject, not_before, not_after)
        VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    let revoked = "SELECT 1 FROM certificate WHERE sha256 = ?1 AND revoked_at IS NOT NULL";
    let Certificate { fingerprint, subject, not_before, not_after, .. } = certificate;
    let row = values![&fingerprint.0, system, subject, *not_before, *not_after];
    if tx.execute(insert, &row)? == 0 {
        let is_revoked = tx.exists(revoked, &values![&fingerprint.0])?;
        return Err(taken("that certificate, for this or another system,", is_revoked));
    }
    Ok(())
}

/// Registers a key.
pub(crate) fn insert_key(tx: &Tx<'_>, system: SystemId, key: &SshKey) -> Result<(), StoreError> {
    let insert = "INSERT INTO ssh_key (system, fingerprint, text) VALUES (?1, ?2, ?3)
        ON CONFLICT DO NOTHING";
    let revoked = "SELECT 1 FROM ssh_key
        WHERE system = ?1 AND fingerprint = ?2 AND revoked_at IS NOT NULL";
    if tx.execute(insert, &values![system, &key.fingerprint, &key.text])? == 0 {
        let is_revoked = tx.exists(revoked, &values![system, &key.fingerprint])?;
        return Err(taken("that SSH key", is_revoked));
    }
    Ok(())
}

/// The error says whether the one that is there was revoked: a revoked one cannot come back.
fn taken(what: &str, is_revoked: bool) -> StoreError {
    StoreError::AlreadyExists(if is_revoked {
        format!("{what} was revoked for good, and")
    } else {
        what.to_owned()
    })
}
