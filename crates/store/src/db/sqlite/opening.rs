//! Opening a database. Refused are other programs' databases, and ones with fewer commits than they
//! once confirmed.

use std::path::Path;

use rusqlite::Connection;
use rustix::fs::{Access, access};
use rustix::io::Errno;

use super::connection::{self, Role};
use super::failure::failed;
use super::migrate::{self, Kind, migrate};
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::checksums;
use crate::db::tx::Tx;
use crate::error::DatabaseFailure;

const OPENING: &str = "opening the database";

/// The purpose of opening a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// To create it if it is empty.
    Create,
    /// To work with it.
    Work,
    /// To check and repair it.
    Verify,
    /// To accept it as it is.
    AcceptLoss,
}

impl Opening {
    /// Whether it must have all confirmed commits.
    const fn checks(self) -> bool {
        matches!(self, Self::Work | Self::Verify)
    }

    /// Whether it may have damages that prevent work.
    const fn verifies(self) -> bool {
        matches!(self, Self::Verify | Self::AcceptLoss)
    }
}

/// An open database, with the number of its commits if it has one.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) commits: Option<u64>,
}

/// Opens a database for writing and migrates it, if it is not refused. A refused one is left as it
/// is.
pub(super) fn open(
    path: &Path,
    opening: Opening,
    known: Option<u64>,
) -> Result<Opened, StoreError> {
    let connection = connection::open(path)?;
    connection::keep_log_when_closed(&connection, true)?;
    let kind = migrate::kind(&connection)?;
    check_kind(path, kind, opening)?;
    let mut connection = connection::configure(connection, path, Role::Writer)?;
    let commits = match kind {
        Kind::Ours(_) => {
            let commits = find_commits(path, &mut connection, opening, known)?;
            migrate(&mut connection)?;
            commits
        }
        _ => {
            migrate(&mut connection)?;
            find_commits(path, &mut connection, opening, None)?
        }
    };
    connection::keep_log_when_closed(&connection, false)?;
    Ok(Opened { connection, commits })
}

/// Opens a database on a read-only file system: as it is, and only with this version's schema.
pub(super) fn open_unwritable(path: &Path, known: Option<u64>) -> Result<Opened, StoreError> {
    let mut connection = connection::open_unwritable(path)?;
    let kind = migrate::kind(&connection)?;
    check_kind(path, kind, Opening::Verify)?;
    if kind != Kind::Ours(migrate::VERSION) {
        return Err(StoreError::ReadOnly { path: path.to_owned() });
    }
    let commits = find_commits(path, &mut connection, Opening::Verify, known)?;
    Ok(Opened { connection, commits })
}

/// A new database in place of a lost one would deliver nothing, unnoticed.
pub(super) fn check_exists(path: &Path) -> Result<(), StoreError> {
    let no_database = |is| StoreError::NoDatabase { path: path.to_owned(), is };
    match std::fs::metadata(path) {
        Ok(file) if file.len() > 0 => Ok(()),
        Ok(_) => Err(no_database("is empty")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(no_database("is not there"))
        }
        Err(error) => Err(StoreError::file("cannot look at", path)(error)),
    }
}

/// The error of opening a database. Unreadable pages get an advice.
pub(super) fn explain(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Database { failure: DatabaseFailure::Corrupt, source, .. } => {
            StoreError::Unreadable { path: path.to_owned(), source }
        }
        // SQLite needs files beside it that it cannot create.
        StoreError::Database { failure: DatabaseFailure::CannotOpen, .. }
            if access(path, Access::WRITE_OK) == Err(Errno::ROFS) =>
        {
            StoreError::ReadOnly { path: path.to_owned() }
        }
        error => error,
    }
}

/// Checks that a database is one of ours, or may become one.
fn check_kind(path: &Path, kind: Kind, opening: Opening) -> Result<(), StoreError> {
    let no_database = |is| Err(StoreError::NoDatabase { path: path.to_owned(), is });
    match kind {
        Kind::Ours(_) => Ok(()),
        Kind::Empty if opening == Opening::Create => Ok(()),
        Kind::Empty => no_database("has no tables"),
        Kind::Foreign => no_database("is another program's"),
    }
}

/// The number of commits of a database, if it may be opened with that.
fn find_commits(
    path: &Path,
    connection: &mut Connection,
    opening: Opening,
    known: Option<u64>,
) -> Result<Option<u64>, StoreError> {
    let transaction = connection.transaction().map_err(failed(OPENING))?;
    let tx = SqliteTx::reading(&transaction, OPENING);
    let tx = Tx::Sqlite(&tx);
    let found = match checksums::commits(&tx) {
        Err(StoreError::DamagedRows { .. }) if opening.verifies() => None,
        found => Some(found?),
    };
    // If no number was recorded, creation or migration was interrupted, and nothing was confirmed.
    let is_begun = known.is_some() || is_archive_marked(&tx)?;
    if opening.checks() && is_begun {
        check_commits(path, known, found)?;
    }
    Ok(found)
}

/// Whether the archive was marked, so that the installation is set up. An unreadable value counts
/// as yes.
fn is_archive_marked(tx: &Tx<'_>) -> Result<bool, StoreError> {
    let select = "SELECT archive_marked FROM installation";
    match tx.query_opt(select, &[], |row| row.get::<i64>("archive_marked")) {
        Ok(marked) => Ok(marked != Some(0)),
        Err(error) if error.is_damage() => Ok(true),
        Err(error) => Err(error),
    }
}

/// Checks that a database has all confirmed commits.
fn check_commits(path: &Path, known: Option<u64>, found: Option<u64>) -> Result<(), StoreError> {
    let path = || path.to_owned();
    match (known, found) {
        (None, _) => Err(StoreError::NoWitness { path: path() }),
        (Some(known), Some(found)) if known > found => {
            Err(StoreError::Behind { path: path(), known, found })
        }
        _ => Ok(()),
    }
}
