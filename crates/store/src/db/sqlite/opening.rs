//! A database opened: only one of ours, with everything that somebody was ever told of.

use std::path::Path;

use rusqlite::Connection;
use rustix::fs::{Access, access};
use rustix::io::Errno;

use super::connection::{self, Role};
use super::failure::failed;
use super::migrate::{self, COUNTED_SINCE, Kind, migrate};
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::checksums;
use crate::db::tx::Tx;
use crate::error::DatabaseFailure;

const OPENING: &str = "opening the database";

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// To be made if nothing is in it.
    Create,
    /// To be worked with.
    Work,
    /// To be looked at and mended.
    Verify,
    /// To be taken as it is.
    AcceptLoss,
}

impl Opening {
    /// Whether it must have everything that it once had.
    const fn checks(self) -> bool {
        matches!(self, Self::Work | Self::Verify)
    }

    /// Whether it may have damages that keep from working with it.
    const fn verifies(self) -> bool {
        matches!(self, Self::Verify | Self::AcceptLoss)
    }
}

/// A database that is open, and how many commits it has, where it says so.
pub(super) struct Opened {
    pub(super) connection: Connection,
    pub(super) commits: Option<u64>,
}

/// Opens a database for writing, brought up to date, if it is one to be opened. One that is refused is left as it was
/// found.
pub(super) fn open(
    path: &Path,
    opening: Opening,
    known: Option<u64>,
) -> Result<Opened, StoreError> {
    let connection = connection::open(path)?;
    connection::keep_log_when_closed(&connection, true)?;
    let has_counted = check_kind(path, migrate::kind(&connection)?, opening)?;
    if !has_counted && opening.checks() {
        // One that an older cprabo has left, and this one has gone on with another since.
        check_commits(path, known.or(Some(0)), Some(0))?;
    }
    let mut connection = connection::configure(connection, path, Role::Writer)?;
    migrate(&mut connection)?;
    let known = known.filter(|_| has_counted);
    let commits = find_commits(path, &mut connection, opening, known)?;
    connection::keep_log_when_closed(&connection, false)?;
    Ok(Opened { connection, commits })
}

/// The same to look at a database that nobody can write: as it is, with this version's schema.
pub(super) fn open_unwritable(path: &Path, known: Option<u64>) -> Result<Opened, StoreError> {
    let mut connection = connection::open_unwritable(path)?;
    if !check_kind(path, migrate::kind(&connection)?, Opening::Verify)? {
        return Err(StoreError::ReadOnly { path: path.to_owned() });
    }
    let commits = find_commits(path, &mut connection, Opening::Verify, known)?;
    Ok(Opened { connection, commits })
}

/// A new database in place of one that is lost would deliver nothing to anybody.
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

/// What was met while a database was opened: pages that cannot be read are told with what to do.
pub(super) fn explain(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Database { failure: DatabaseFailure::Corrupt, source, .. } => {
            StoreError::Unreadable { path: path.to_owned(), source }
        }
        // SQLite needs files beside it, which it cannot make.
        StoreError::Database { failure: DatabaseFailure::CannotOpen, .. }
            if access(path, Access::WRITE_OK) == Err(Errno::ROFS) =>
        {
            StoreError::ReadOnly { path: path.to_owned() }
        }
        error => error,
    }
}

/// Whether a database is one of ours, or is to become one; whether commits were counted in it.
fn check_kind(path: &Path, kind: Kind, opening: Opening) -> Result<bool, StoreError> {
    let no_database = |is| Err(StoreError::NoDatabase { path: path.to_owned(), is });
    match kind {
        Kind::Ours(schema) => Ok(schema >= COUNTED_SINCE),
        Kind::Empty if opening == Opening::Create => Ok(false),
        Kind::Empty => no_database("has no tables"),
        Kind::Foreign => no_database("is another program's"),
    }
}

/// How many commits a database has, if it is to be opened with so many.
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
    // Where nothing was noted before, since making it or bringing it up to date was stopped half-way, nobody was told of
    // anything.
    let is_begun = known.is_some() || is_archive_marked(&tx)?;
    if opening.checks() && is_begun {
        check_commits(path, known, found)?;
    }
    Ok(found)
}

/// Whether the archive has had its mark: then the installation is set up. One that cannot be read counts as that.
fn is_archive_marked(tx: &Tx<'_>) -> Result<bool, StoreError> {
    let select = "SELECT archive_marked FROM installation";
    match tx.query_opt(select, &[], |row| row.get::<i64>("archive_marked")) {
        Ok(marked) => Ok(marked != Some(0)),
        Err(error) if error.is_damage() => Ok(true),
        Err(error) => Err(error),
    }
}

/// Whether a database has everything that it told somebody of.
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
