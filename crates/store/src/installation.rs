//! The installation that the database belongs to.

use uuid::Uuid;

use crate::StoreError;
use crate::db::table::INSTALLATION;
use crate::db::{Row, checksums, values};
use crate::model::Sha256;
use crate::store::Store;

const NOTING: &str = "noting what is known of the installation";

/// The database's data on its installation, by which it recognises its archive and its manifest
/// key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstallationRecord {
    /// The id of the installation. It never changes.
    pub id: Uuid,
    /// Whether its archive was marked.
    pub archive_marked: bool,
    /// The digest of the public key that verifies its manifests, once it is known.
    pub manifest_key: Option<Sha256>,
}

/// Whose the database is.
impl Store {
    /// The installation that the database belongs to.
    pub fn installation(&self) -> Result<InstallationRecord, StoreError> {
        let rows = self.read("looking up the installation", |tx| {
            checksums::rows(tx, &INSTALLATION, 0, read)
        })?;
        rows.into_iter().next().ok_or(StoreError::Corrupt("installation"))
    }

    /// Records that the archive has its mark.
    pub fn note_archive_marked(&self) -> Result<(), StoreError> {
        let update = "UPDATE installation SET archive_marked = 1";
        self.write(NOTING, |tx| tx.execute(update, &[]).map(|_| ()))
    }

    /// Records the digest of the public key that verifies manifests from now on. The ledger's checkpoints of another key are
    /// dropped: nothing here can verify them any more. Those that are kept elsewhere remain.
    pub fn note_manifest_key(&self, public_key: &Sha256) -> Result<(), StoreError> {
        let update = "UPDATE installation SET manifest_key = ?1";
        self.write(NOTING, |tx| {
            tx.execute("DELETE FROM ledger_checkpoint", &[])?;
            tx.execute(update, &values![public_key]).map(|_| ())
        })
    }
}

fn read(row: &Row<'_>) -> Result<InstallationRecord, StoreError> {
    let id: Vec<u8> = row.get("id")?;
    Ok(InstallationRecord {
        id: Uuid::from_slice(&id).map_err(|_| StoreError::Corrupt("installation"))?,
        archive_marked: row.get("archive_marked")?,
        manifest_key: row.get("manifest_key")?,
    })
}
