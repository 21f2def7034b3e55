//! The installation that the database belongs to.

use rusqlite::{Row, Transaction};
use uuid::Uuid;

use super::Sqlite;
use super::checksums::{self, INSTALLATION};
use super::columns::{self, digest_option, execute, get};
use crate::StoreError;
use crate::model::{InstallationRecord, Sha256};

const DOING: &str = "looking up the installation";

impl Sqlite {
    pub(crate) fn installation(&self) -> Result<InstallationRecord, StoreError> {
        let rows = self.read(DOING, |tx| checksums::rows(tx, &INSTALLATION, 0, read))?;
        rows.into_iter().next().ok_or(StoreError::Corrupt("installation"))
    }

    pub(crate) fn note_archive_marked(&self) -> Result<(), StoreError> {
        let update = "UPDATE installation SET archive_marked = 1";
        self.write(DOING, |tx| execute(tx, DOING, update, []).map(|_| ()))
    }

    pub(crate) fn note_manifest_key(&self, public_key: &Sha256) -> Result<(), StoreError> {
        let update = "UPDATE installation SET manifest_key = ?1";
        self.write(DOING, |tx| execute(tx, DOING, update, [&public_key.as_bytes()[..]]).map(|_| ()))
    }
}

/// Whether the archive has had its mark: then the installation is set up. One that cannot be read counts as that.
pub(super) fn is_archive_marked(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    let select = "SELECT archive_marked FROM installation";
    let marked = columns::row(tx, DOING, select, [], |row| get::<i64>(row, "archive_marked"));
    match marked {
        Ok(marked) => Ok(marked != Some(0)),
        Err(error) if error.is_damage() => Ok(true),
        Err(error) => Err(error),
    }
}

fn read(row: &Row<'_>) -> Result<InstallationRecord, StoreError> {
    let id: Vec<u8> = get(row, "id")?;
    Ok(InstallationRecord {
        id: Uuid::from_slice(&id).map_err(|_| StoreError::Corrupt("installation"))?,
        archive_marked: get(row, "archive_marked")?,
        manifest_key: digest_option(row, "manifest_key")?,
    })
}
