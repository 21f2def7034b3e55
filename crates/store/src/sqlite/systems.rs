use std::fmt;

use jiff::Timestamp;

use super::audit;
use crate::StoreError;
use crate::db::table;
use crate::db::table::CHECKED;
use crate::db::{Engine, Row, Tx, Value, checksums, values};
use crate::model::{
    Author, Certificate, Fingerprint, NewSystem, SftpUser, SshKey, System, SystemId,
};

const DOING: &str = "reading the systems";

impl Engine {
    pub(crate) fn add_system(
        &self,
        new: &NewSystem,
        author: &Author,
        at: Timestamp,
    ) -> Result<SystemId, StoreError> {
        self.write("adding a system", |tx| {
            let insert = "INSERT INTO system (uuid, name, sftp_user, metadata_root)
                          VALUES (?1, ?2, ?3, ?4) RETURNING id";
            let root = new.metadata_root.element();
            let row = values![new.uuid.to_string(), &new.name, new.sftp_user.as_str(), root];
            let id = tx.insert(insert, &row).map_err(|error| {
                let what = "a system of that UUID, name or SFTP user";
                if error.is_taken() { StoreError::AlreadyExists(what.into()) } else { error }
            })?;
            let id = SystemId(id);
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
            tx.execute(update, &values![system, is_signed])?;
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
            tx.execute(update, &values![system, is_suspended, at])?;
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
            let key = values![&fingerprint.0, at];
            let system = tx.query_opt(update, &key, |row| row.get("system"))?;
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
            if tx.execute(update, &values![system, fingerprint, at])? == 0 {
                return Err(StoreError::NotFound("such SSH key".into()));
            }
            let subject = subject(tx, system, "SSH key", fingerprint)?;
            audit::done(tx, author, at, "revoke SSH key", subject)
        })
    }

    pub(crate) fn systems(&self) -> Result<Vec<System>, StoreError> {
        self.read(DOING, |tx| {
            let mut systems = tx.query(&select("ORDER BY name"), &[], read_system)?;
            systems.iter_mut().try_for_each(|system| complete(tx, system))?;
            Ok(systems)
        })
    }

    pub(crate) fn system_by_sftp_user(
        &self,
        user: &SftpUser,
    ) -> Result<Option<System>, StoreError> {
        self.system_where("sftp_user = ?1", user.as_str().into())
    }

    pub(crate) fn system_by_certificate(
        &self,
        fingerprint: Fingerprint,
    ) -> Result<Option<System>, StoreError> {
        let holder = "system.id = (SELECT system FROM certificate WHERE sha256 = ?1)";
        self.system_where(holder, Value::from(&fingerprint.0))
    }

    fn system_where(
        &self,
        condition: &str,
        value: Value<'_>,
    ) -> Result<Option<System>, StoreError> {
        self.read(DOING, |tx| {
            let select = select(&format!("WHERE {condition}"));
            let mut system = tx.query_opt(&select, &[value], read_system)?;
            system.iter_mut().try_for_each(|system| complete(tx, system))?;
            Ok(system)
        })
    }
}

/// What of which system, for the audit trail.
pub(super) fn subject(
    tx: &Tx<'_>,
    system: SystemId,
    what: &str,
    which: impl fmt::Display,
) -> Result<String, StoreError> {
    // Not the whole row: it may have been changed just now, and has its checksum with the commit.
    let select = "SELECT uuid FROM system WHERE id = ?1";
    let uuid = tx.query_opt(select, &values![system], |row| row.get::<String>("uuid"))?;
    let uuid = uuid.ok_or(StoreError::Corrupt("system"))?;
    Ok(format!("{what} {which} of system {uuid}"))
}

fn insert_certificate(
    tx: &Tx<'_>,
    system: SystemId,
    certificate: &Certificate,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO certificate (sha256, system, subject, not_before, not_after)
                  VALUES (?1, ?2, ?3, ?4, ?5)";
    let Certificate { fingerprint, subject, not_before, not_after, .. } = certificate;
    let row = values![&fingerprint.0, system, subject, *not_before, *not_after];
    let inserted = tx.execute(insert, &row);
    // One certificate is one system's, or nobody could tell who calls.
    let what = "that certificate, for this or another system,";
    let revoked = "SELECT 1 FROM certificate WHERE sha256 = ?1 AND revoked_at IS NOT NULL";
    unless_taken(tx, inserted, what, (revoked, &values![&fingerprint.0]))
}

fn insert_key(tx: &Tx<'_>, system: SystemId, key: &SshKey) -> Result<(), StoreError> {
    let insert = "INSERT INTO ssh_key (system, fingerprint, text) VALUES (?1, ?2, ?3)";
    let row = values![system, &key.fingerprint, &key.text];
    let inserted = tx.execute(insert, &row);
    let revoked = "SELECT 1 FROM ssh_key
        WHERE system = ?1 AND fingerprint = ?2 AND revoked_at IS NOT NULL";
    unless_taken(tx, inserted, "that SSH key", (revoked, &values![system, &key.fingerprint]))
}

/// Tells one that is there from one that was revoked, which stays so: another one is needed.
fn unless_taken(
    tx: &Tx<'_>,
    inserted: Result<u64, StoreError>,
    what: &str,
    (revoked, key): (&str, &[Value<'_>]),
) -> Result<(), StoreError> {
    match inserted {
        Err(error) if error.is_taken() => {
            let is_revoked = tx.query_opt(revoked, &key, |_| Ok(()))?.is_some();
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
    format!("SELECT system.*, {CHECKED} FROM system {} {which}", table::SYSTEM.checked_join())
}

fn read_system(row: &Row<'_>) -> Result<System, StoreError> {
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
        legacy_ssh: super::legacy_ssh::read(row)?,
        certificates: Vec::new(),
        ssh_keys: Vec::new(),
    })
}

fn complete(tx: &Tx<'_>, system: &mut System) -> Result<(), StoreError> {
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

pub(super) fn by_id(tx: &Tx<'_>, id: SystemId) -> Result<System, StoreError> {
    tx.query_opt(&select("WHERE system.id = ?1"), &values![id], read_system)?
        .ok_or(StoreError::Corrupt("system"))
}
