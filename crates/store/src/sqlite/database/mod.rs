//! The SQLite database as all calls share it: one writer, which is handed out in turn, and readers beside it.
//!
//! SQLite's write-ahead log lets readers go on while something is written. A second process (`cprabo ingest` beside
//! `cprabo serve`) waits for its turn at the write lock. Every commit is on disk before it is told
//! (`synchronous=FULL`).

mod commits;
mod connection;
mod readers;
mod turns;
mod tx;

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::checksums::{self, RowChanges};
use super::migrate::migrate;
use crate::StoreError;
use crate::call_limits::CallLimits;
use crate::private_file;
use commits::CommitFile;
use connection::Role;
use readers::Readers;
use turns::{Turn, Turns};

pub(super) use tx::Tx;

/// A database, and what its calls share.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) path: PathBuf,
    writer: Turns<Option<Writer>>,
    commits: CommitFile,
    /// The device and the number of the file that was opened.
    file: (u64, u64),
    /// What was found damaged last, for health.
    damage: Mutex<Option<String>>,
}

/// The one connection that writes, and what it has changed in the transaction under way.
#[derive(Debug)]
struct Writer {
    connection: Connection,
    changes: Arc<Mutex<RowChanges>>,
}

/// How calls of one kind use a database: within which limits, and with readers of their own.
#[derive(Debug, Clone)]
pub(super) struct Calls {
    limits: CallLimits,
    readers: Arc<Readers>,
}

impl Calls {
    pub(super) fn new(limits: CallLimits) -> Self {
        Self { limits, readers: Arc::new(Readers::new(limits.readers)) }
    }
}

impl Database {
    /// Makes a new database, or opens one that is there.
    pub(super) fn create(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            private_file::create(path)?;
        }
        Self::open_with(path, |_| Ok(()))
    }

    /// Opens a database that must be there, with everything in it that was ever answered for.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        check_exists(path)?;
        Self::open_with(path, CommitFile::check)
    }

    /// The same, whatever was answered for.
    pub(super) fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        check_exists(path)?;
        Self::open_with(path, |_| Ok(()))
    }

    fn open_with(
        path: &Path,
        check: impl FnOnce(&Known) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        private_file::make_private(path)?;
        // Read first: what is committed meanwhile is in the database and not in what is known.
        let (commits, known) = CommitFile::open(path)?;
        let mut connection = connection::connect(path, Role::Writer)?;
        connection::keep_log_when_closed(&connection, true)?;
        migrate(&mut connection)?;
        let found = connection
            .transaction()
            .map_err(StoreError::database("opening the database"))
            .and_then(|tx| checksums::commits(&tx))?;
        // One that is refused is left as it was found.
        check(&Known { path, known, found })?;
        connection::keep_log_when_closed(&connection, false)?;
        commits.note(found)?;
        let writer = Writer::of(connection)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Turns::new(Some(writer)),
            commits,
            file: file_of(path)?,
            damage: Mutex::new(None),
        })
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing.
    pub(super) fn write<T>(
        &self,
        calls: &Calls,
        doing: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let deadline = Instant::now() + calls.limits.wait_to_write;
        let turn = self.writer.take(deadline, calls.limits.writers_waiting);
        let mut turn = turn.ok_or(StoreError::Busy { doing })?;
        let written = self.write_in_turn(&mut turn, deadline, doing, work);
        self.judge(&written, || *turn = None);
        written
    }

    fn write_in_turn<T>(
        &self,
        turn: &mut Turn<'_, Option<Writer>>,
        deadline: Instant,
        doing: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let writer = match &mut **turn {
            Some(writer) => writer,
            // The one before was given up: it may have been opened in a moment in which the disk failed.
            none => none.insert(Writer::of(connection::connect(&self.path, Role::Writer)?)?),
        };
        let Writer { connection, changes } = writer;
        let wait = deadline.saturating_duration_since(Instant::now());
        connection.busy_timeout(wait).map_err(StoreError::database(doing))?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::database(doing))?;
        let tx = Tx::new(transaction, changes);
        let result = work(&tx)?;
        let commits = tx.commit(doing)?;
        self.commits.note(commits)?;
        Ok(result)
    }

    /// Runs `work` on one consistent state, beside any writer.
    pub(super) fn read<T>(
        &self,
        calls: &Calls,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let deadline = calls.limits.read_time.map(|time| Instant::now() + time);
        let wait = calls.limits.read_time.unwrap_or(Duration::MAX);
        let place = calls.readers.take(wait).ok_or(StoreError::Busy { doing })?;
        let mut reader = match place.idle() {
            Some(reader) => reader,
            None => connection::connect(&self.path, Role::Reader)?,
        };
        let result = read_within(&mut reader, deadline, doing, work);
        self.judge(&result, || calls.readers.give_up_idle());
        if !result.as_ref().is_err_and(is_lost) {
            place.keep(reader);
        }
        result
    }

    /// Notes what was found damaged, and has connections given up that may never work again.
    fn judge<T>(&self, result: &Result<T, StoreError>, give_up: impl FnOnce()) {
        let Err(error) = result else { return };
        if is_lost(error) {
            give_up();
        }
        if error.is_damage() {
            self.note_damage(error.to_string());
        }
    }

    /// Whether the file is still the one that was opened.
    pub(super) fn is_in_place(&self) -> bool {
        file_of(&self.path).is_ok_and(|file| file == self.file)
    }

    /// What was found damaged last.
    pub(super) fn damage(&self) -> Option<String> {
        self.damage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note_damage(&self, damage: String) {
        *self.damage.lock().unwrap_or_else(PoisonError::into_inner) = Some(damage);
    }

    /// Nothing is damaged, as far as a check of everything could find.
    pub(super) fn forget_damage(&self) {
        *self.damage.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn file_of(path: &Path) -> Result<(u64, u64), StoreError> {
    let metadata = std::fs::metadata(path).map_err(StoreError::file("cannot look at", path))?;
    Ok((metadata.dev(), metadata.ino()))
}

/// A new database in place of one that is lost would deliver nothing to anybody.
fn check_exists(path: &Path) -> Result<(), StoreError> {
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

impl Writer {
    fn of(connection: Connection) -> Result<Self, StoreError> {
        let changes = Arc::new(Mutex::new(RowChanges::default()));
        checksums::register(&connection)?;
        checksums::watch(&connection, &changes)?;
        Ok(Self { connection, changes })
    }
}

/// What is known of a database beside it, and what was found in it.
pub(super) struct Known<'a> {
    path: &'a Path,
    known: Option<u64>,
    found: u64,
}

fn read_within<T>(
    reader: &mut Connection,
    deadline: Option<Instant>,
    doing: &'static str,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection::set_deadline(reader, deadline).map_err(StoreError::database(doing))?;
    let transaction = reader.transaction().map_err(StoreError::database(doing))?;
    let result = work(&transaction)?;
    transaction.finish().map_err(StoreError::database(doing))?;
    Ok(result)
}

/// Whether the connection is of no use any more. One that was opened in a moment in which the disk failed can only
/// read, for as long as it is open.
fn is_lost(error: &StoreError) -> bool {
    let StoreError::Database { source, .. } = error else { return false };
    matches!(
        source.sqlite_error_code(),
        Some(
            ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::FileLockingProtocolFailed
        )
    )
}
