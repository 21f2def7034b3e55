use std::fmt;

use civil::AgreementUuid;
use jiff::Timestamp;
use rusqlite::{Row, ToSql, Transaction, params};

use super::checksums::{self, CHECKED};
use super::columns::{self, execute, get, parsed, rows, time};
use super::{Sqlite, agreements, audit};
use crate::StoreError;
use crate::author::Author;
use crate::party::{
    Agreement, Certificate, Fingerprint, NewSystem, SftpUser, SshKey, System, SystemId,
};

const DOING: &str = "reading the systems";

impl Sqlite {
    pub(crate) fn add_system(
        &self,
        new: &NewSystem,
        author: &Author,
        at: Timestamp,
    ) -> Result<SystemId, StoreError> {
        self.write("adding a system", |tx| {
            let insert = "INSERT INTO system (uuid, name, sftp_user, metadata_root)
                          VALUES (?1, ?2, ?3, ?4)";
            let root = new.metadata_root.element();
            let row = params![new.uuid.to_string(), new.name, new.sftp_user.as_str(), root];
            execute(tx, "adding a system", insert, row).map_err(|error| {
                let what = "a system of that UUID, name or SFTP user";
                if columns::is_taken(&error) {
                    StoreError::AlreadyExists(what.into())
                } else {
                    error
                }
            })?;
            let id = SystemId(tx.last_insert_rowid());
            insert_certificate(tx, id, &new.certificate)?;
            insert_key(tx, id, &new.ssh_key)?;
            audit::done(tx, author, at, "add system", format!("system {}", new.uuid))?;
            Ok(id)
        })
    }

    pub(crate) fn sign_metadata(
        &self,
        system: SystemId,
        is_signed: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "setting how a system's metadata are made";
        let update = "UPDATE system SET signed_metadata = ?2 WHERE id = ?1";
        self.write(operation, |tx| {
            execute(tx, operation, update, params![system.0, is_signed])?;
            let subject =
                subject(tx, system, "signed metadata", if is_signed { "on" } else { "off" })?;
            audit::done(tx, author, at, "sign metadata", subject)
        })
    }

    pub(crate) fn set_suspended(
        &self,
        system: SystemId,
        is_suspended: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "suspending a system or letting it in again";
        let update =
            "UPDATE system SET suspended_at = CASE WHEN ?2 THEN coalesce(suspended_at, ?3) END
            WHERE id = ?1";
        self.write(operation, |tx| {
            execute(tx, operation, update, params![system.0, is_suspended, time(at)])?;
            let subject = subject(tx, system, "access", if is_suspended { "off" } else { "on" })?;
            let action = if is_suspended { "suspend system" } else { "resume system" };
            audit::done(tx, author, at, action, subject)
        })
    }

    pub(crate) fn add_certificate(
        &self,
        system: SystemId,
        certificate: &Certificate,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("adding a certificate", |tx| {
            insert_certificate(tx, system, certificate)?;
            let subject = subject(tx, system, "certificate", certificate.fingerprint)?;
            audit::done(tx, author, at, "add certificate", subject)
        })
    }

    pub(crate) fn add_ssh_key(
        &self,
        system: SystemId,
        key: &SshKey,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("adding an SSH key", |tx| {
            insert_key(tx, system, key)?;
            let subject = subject(tx, system, "SSH key", &key.fingerprint)?;
            audit::done(tx, author, at, "add SSH key", subject)
        })
    }

    pub(crate) fn revoke_certificate(
        &self,
        fingerprint: Fingerprint,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "revoking a certificate";
        let update = "UPDATE certificate SET revoked_at = coalesce(revoked_at, ?2)
                      WHERE sha256 = ?1 RETURNING system";
        self.write(operation, |tx| {
            let key = params![fingerprint.0.as_bytes(), time(at)];
            let system = columns::row(tx, operation, update, key, |row| get(row, "system"))?;
            let system = system.ok_or_else(|| StoreError::NotFound("such certificate".into()))?;
            let subject = subject(tx, SystemId(system), "certificate", fingerprint)?;
            audit::done(tx, author, at, "revoke certificate", subject)
        })
    }

    pub(crate) fn revoke_ssh_key(
        &self,
        system: SystemId,
        fingerprint: &str,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "revoking an SSH key";
        let update = "UPDATE ssh_key SET revoked_at = coalesce(revoked_at, ?3)
                      WHERE system = ?1 AND fingerprint = ?2";
        self.write(operation, |tx| {
            if execute(tx, operation, update, params![system.0, fingerprint, time(at)])? == 0 {
                return Err(StoreError::NotFound("such SSH key".into()));
            }
            let subject = subject(tx, system, "SSH key", fingerprint)?;
            audit::done(tx, author, at, "revoke SSH key", subject)
        })
    }

    pub(crate) fn systems(&self) -> Result<Vec<System>, StoreError> {
        self.read(DOING, |tx| {
            let mut systems = rows(tx, DOING, &select("ORDER BY name"), [], read_system)?;
            systems.iter_mut().try_for_each(|system| complete(tx, system))?;
            Ok(systems)
        })
    }

    pub(crate) fn system_by_sftp_user(
        &self,
        user: &SftpUser,
    ) -> Result<Option<System>, StoreError> {
        self.read(DOING, |tx| one(tx, "sftp_user = ?1", user.as_str()))
    }

    pub(crate) fn system_by_certificate(
        &self,
        fingerprint: Fingerprint,
    ) -> Result<Option<System>, StoreError> {
        self.read(DOING, |tx| one(tx, HOLDER, fingerprint.0.as_bytes()))
    }

    pub(crate) fn system_and_agreement(
        &self,
        fingerprint: Fingerprint,
        agreement: Option<AgreementUuid>,
    ) -> Result<(Option<System>, Option<Agreement>), StoreError> {
        self.read(DOING, |tx| {
            let system = one(tx, HOLDER, fingerprint.0.as_bytes())?;
            let agreement = agreement.map(|uuid| agreements::by_uuid(tx, uuid)).transpose()?;
            Ok((system, agreement.flatten()))
        })
    }
}

/// The system that holds a certificate.
const HOLDER: &str = "system.id = (SELECT system FROM certificate WHERE sha256 = ?1)";

fn one(
    tx: &Transaction<'_>,
    condition: &str,
    value: impl rusqlite::ToSql,
) -> Result<Option<System>, StoreError> {
    let select = select(&format!("WHERE {condition}"));
    let mut system = columns::row(tx, DOING, &select, [value], read_system)?;
    system.iter_mut().try_for_each(|system| complete(tx, system))?;
    Ok(system)
}

/// What of which system, for the audit trail.
pub(super) fn subject(
    tx: &Transaction<'_>,
    system: SystemId,
    what: &str,
    which: impl fmt::Display,
) -> Result<String, StoreError> {
    // Not the whole row: it may have been changed just now, and has its checksum with the commit.
    let select = "SELECT uuid FROM system WHERE id = ?1";
    let uuid = columns::row(tx, DOING, select, [system.0], |row| get::<String>(row, "uuid"))?;
    let uuid = uuid.ok_or(StoreError::Corrupt("system"))?;
    Ok(format!("{what} {which} of system {uuid}"))
}

fn insert_certificate(
    tx: &Transaction<'_>,
    system: SystemId,
    certificate: &Certificate,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO certificate (sha256, system, subject, not_before, not_after)
                  VALUES (?1, ?2, ?3, ?4, ?5)";
    let Certificate { fingerprint, subject, not_before, not_after, .. } = certificate;
    let row =
        params![fingerprint.0.as_bytes(), system.0, subject, time(*not_before), time(*not_after)];
    let inserted = execute(tx, "adding a certificate", insert, row);
    // One certificate is one system's, or nobody could tell who calls.
    let what = "that certificate, for this or another system,";
    let revoked = "SELECT 1 FROM certificate WHERE sha256 = ?1 AND revoked_at IS NOT NULL";
    unless_taken(tx, inserted, what, (revoked, &[&fingerprint.0.as_bytes()]))
}

fn insert_key(tx: &Transaction<'_>, system: SystemId, key: &SshKey) -> Result<(), StoreError> {
    let insert = "INSERT INTO ssh_key (system, fingerprint, text) VALUES (?1, ?2, ?3)";
    let row = params![system.0, key.fingerprint, key.text];
    let inserted = execute(tx, "adding an SSH key", insert, row);
    let revoked = "SELECT 1 FROM ssh_key
        WHERE system = ?1 AND fingerprint = ?2 AND revoked_at IS NOT NULL";
    unless_taken(tx, inserted, "that SSH key", (revoked, &[&system.0, &key.fingerprint]))
}

/// Tells one that is there from one that was revoked, which stays so: another one is needed.
fn unless_taken(
    tx: &Transaction<'_>,
    inserted: Result<usize, StoreError>,
    what: &str,
    (revoked, key): (&str, &[&dyn ToSql]),
) -> Result<(), StoreError> {
    match inserted {
        Err(error) if columns::is_taken(&error) => {
            let is_revoked = columns::row(tx, DOING, revoked, key, |_| Ok(()))?.is_some();
            let what = if is_revoked {
                format!("{what} was revoked, stays so, and")
            } else {
                what.to_owned()
            };
            Err(StoreError::AlreadyExists(what))
        }
        inserted => inserted.map(|_| ()),
    }
}

/// Selects what [`read_system`] reads.
pub(super) fn select(which: &str) -> String {
    format!("SELECT system.*, {CHECKED} FROM system {} {which}", checksums::SYSTEM.checked_join())
}

fn read_system(row: &Row<'_>) -> Result<System, StoreError> {
    checksums::SYSTEM.check_row(row)?;
    Ok(System {
        id: SystemId(get(row, "id")?),
        uuid: parsed(row, "uuid")?,
        name: get(row, "name")?,
        sftp_user: parsed(row, "sftp_user")?,
        metadata_root: parsed(row, "metadata_root")?,
        signed_metadata: get(row, "signed_metadata")?,
        suspended_at: columns::time_option(row, "suspended_at")?,
        removed_at: columns::time_option(row, "removed_at")?,
        legacy_ssh: super::legacy_ssh::read(row)?,
        certificates: Vec::new(),
        ssh_keys: Vec::new(),
    })
}

fn complete(tx: &Transaction<'_>, system: &mut System) -> Result<(), StoreError> {
    for table in [&checksums::CERTIFICATE, &checksums::SSH_KEY] {
        checksums::check(tx, table, system.id.0)?;
    }
    let certificates = "SELECT * FROM certificate WHERE system = ?1 ORDER BY not_after";
    system.certificates = rows(tx, DOING, certificates, [system.id.0], |row| {
        Ok(Certificate {
            fingerprint: Fingerprint(columns::digest(row, "sha256")?),
            subject: get(row, "subject")?,
            not_before: columns::time_of(row, "not_before")?,
            not_after: columns::time_of(row, "not_after")?,
            revoked_at: columns::time_option(row, "revoked_at")?,
        })
    })?;
    let keys = "SELECT * FROM ssh_key WHERE system = ?1 ORDER BY fingerprint";
    system.ssh_keys = rows(tx, DOING, keys, [system.id.0], |row| {
        Ok(SshKey {
            fingerprint: get(row, "fingerprint")?,
            text: get(row, "text")?,
            revoked_at: columns::time_option(row, "revoked_at")?,
        })
    })?;
    Ok(())
}

pub(super) fn by_id(tx: &Transaction<'_>, id: SystemId) -> Result<System, StoreError> {
    columns::row(tx, DOING, &select("WHERE system.id = ?1"), [id.0], read_system)?
        .ok_or(StoreError::Corrupt("system"))
}
