//! The SQLite database as all calls share it: one writer, which is handed out in turn, and readers beside it.
//!
//! SQLite's write-ahead log lets readers go on while something is written. A second process (`cprabo ingest` beside
//! `cprabo serve`) waits for its turn at the write lock. Every commit is on disk before it is told
//! (`synchronous=FULL`).

mod commits;
mod connection;
mod file_id;
mod readers;
mod turns;
mod tx;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use error_report::Report;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use tracing::error;

use super::checksums::{self, RowChanges};
use super::installation;
use super::migrate::{self, COUNTED_SINCE, Kind, migrate};
use crate::StoreError;
use crate::model::CallLimits;
use crate::private_file;
use commits::CommitFiles;
use connection::Role;
use file_id::FilesInUse;
use readers::Readers;
use turns::{Turn, Turns};

pub(super) use tx::Tx;

/// A database, and what its calls share.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) path: PathBuf,
    writer: Turns<Option<Writer>>,
    commits: CommitFiles,
    /// How many commits there were when it was opened, where it said so.
    found: Option<u64>,
    opening: Opening,
    /// Whether it lies where nobody can write it.
    is_unwritable: bool,
    /// Its files when it was opened, and those of the writer; `None` while there is no writer.
    opened: Option<FilesInUse>,
    in_use: Mutex<Option<FilesInUse>>,
    /// A file that was taken away while it was in use, by what is remembered of a writer before.
    displaced: OnceLock<PathBuf>,
    /// What was found damaged last, for health.
    damage: Mutex<Option<String>>,
    /// How many commits could not be noted last, and why.
    not_noted: Mutex<Option<NotNoted>>,
}

#[derive(Debug)]
struct NotNoted {
    commits: u64,
    why: String,
}

/// What a database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
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
        let database = Self::open_for(path, Opening::Create)?;
        database.settle();
        Ok(database)
    }

    /// Opens a database that must be there, with everything in it that was ever answered for. Nothing is noted of it
    /// before [`Database::settle`]: whoever opens it may refuse it for other reasons.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        check_exists(path)?;
        Self::open_for(path, Opening::Work)
    }

    /// The same, also where it does not know how many commits it has.
    pub(super) fn open_to_verify(path: &Path) -> Result<Self, StoreError> {
        check_exists(path)?;
        Self::open_for(path, Opening::Verify)
    }

    /// The same, whatever was answered for.
    pub(super) fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        check_exists(path)?;
        Self::open_for(path, Opening::AcceptLoss)
    }

    fn open_for(path: &Path, opening: Opening) -> Result<Self, StoreError> {
        private_file::make_private(path)?;
        let commits = CommitFiles::of(path);
        // Read first: what is committed meanwhile is in the database and not in what is known.
        let known = commits.known()?;
        let is_unwritable = opening == Opening::Verify && connection::is_unwritable(path);
        let at_opening = |error: StoreError| error.at_opening(path);
        let (connection, found) = if is_unwritable {
            open_unwritable(path, known).map_err(at_opening)?
        } else {
            open_known(path, opening, known).map_err(at_opening)?
        };
        let writer = Writer::of(connection).map_err(at_opening)?;
        let files = if is_unwritable { None } else { Some(FilesInUse::of(path)?) };
        Ok(Self {
            path: path.to_owned(),
            writer: Turns::new(Some(writer)),
            commits,
            found,
            opening,
            is_unwritable,
            opened: files.clone(),
            in_use: Mutex::new(files),
            displaced: OnceLock::new(),
            damage: Mutex::default(),
            not_noted: Mutex::default(),
        })
    }

    /// Notes how many commits there are: from now on it counts as what it is.
    pub(super) fn settle(&self) {
        let Some(found) = self.found else { return };
        let noted = match self.opening {
            Opening::Create | Opening::AcceptLoss => self.commits.reset(found),
            Opening::Work | Opening::Verify => match self.commits.known() {
                // Nothing to write, which could not be done everywhere.
                Ok(known) if known >= Some(found) && self.opening == Opening::Verify => Ok(()),
                _ => self.commits.note(found),
            },
        };
        self.note_commits(found, noted);
    }

    /// What cannot be noted is no reason to say of what was done that it was not.
    fn note_commits(&self, commits: u64, noted: Result<(), StoreError>) {
        let mut not_noted = self.not_noted.lock().unwrap_or_else(PoisonError::into_inner);
        let Err(error) = noted else {
            *not_noted = None;
            return;
        };
        let why = Report(&error).to_string();
        if not_noted.as_ref().is_none_or(|before| before.why != why) {
            error!(
                event = "commits.not_noted",
                error = why,
                "how many commits there are cannot be noted"
            );
        }
        *not_noted = Some(NotNoted { commits, why });
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing.
    pub(super) fn write<T>(
        &self,
        calls: &Calls,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.is_unwritable {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        }
        let deadline = Instant::now() + calls.limits.wait_to_write;
        let turn = self.writer.take(deadline, calls.limits.writers_waiting);
        let mut turn = turn.ok_or(StoreError::Busy { operation })?;
        let written = self.write_in_turn(&mut turn, deadline, operation, work);
        self.judge(&written, || self.give_up(&mut turn));
        written
    }

    fn write_in_turn<T>(
        &self,
        turn: &mut Turn<'_, Option<Writer>>,
        deadline: Instant,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let writer = match &mut **turn {
            Some(writer) => writer,
            // The one before was given up: it may have been opened in a moment in which the disk failed.
            none => none.insert(self.open_again()?),
        };
        let Writer { connection, changes } = writer;
        let wait = deadline.saturating_duration_since(Instant::now());
        connection.busy_timeout(wait).map_err(StoreError::database(operation))?;
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::database(operation))?;
        self.check_in_place()?;
        let tx = Tx::new(transaction, changes);
        let result = work(&tx)?;
        let commits = tx.commit(operation)?;
        // Where the files were taken away meanwhile it is committed to nowhere, and must not be answered for.
        self.check_in_place()?;
        self.note_commits(commits, self.commits.note(commits));
        Ok(result)
    }

    /// A writer in place of one that was given up: on the same database.
    fn open_again(&self) -> Result<Writer, StoreError> {
        self.check_in_place()?;
        let writer = Writer::of(connection::connect(&self.path, Role::Writer)?)?;
        let files = FilesInUse::of(&self.path)?;
        if !self.opened.as_ref().is_some_and(|opened| files.is_same_database(opened)) {
            return Err(StoreError::Displaced { path: self.path.clone() });
        }
        *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = Some(files);
        Ok(writer)
    }

    /// Gives the writer up. SQLite may remove files of the database with it, so what was wrong with them before is
    /// remembered.
    fn give_up(&self, writer: &mut Option<Writer>) {
        if let Err(StoreError::Displaced { path }) = self.check_in_place() {
            // The first says enough.
            let _ = self.displaced.set(path);
        }
        *self.in_use.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *writer = None;
    }

    /// Runs `work` on one consistent state, beside any writer.
    pub(super) fn read<T>(
        &self,
        calls: &Calls,
        operation: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let deadline = calls.limits.read_time.map(|time| Instant::now() + time);
        let wait = calls.limits.read_time.unwrap_or(Duration::MAX);
        let place = calls.readers.take(wait).ok_or(StoreError::Busy { operation })?;
        let mut reader = match place.idle() {
            Some(reader) => reader,
            None if self.is_unwritable => connection::open_unwritable(&self.path)?,
            None => {
                // It would read something else than is written.
                self.check_in_place()?;
                connection::connect(&self.path, Role::Reader)?
            }
        };
        let result = read_within(&mut reader, deadline, operation, work);
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

    /// Whether the database's files are still those that were opened.
    pub(super) fn check_in_place(&self) -> Result<(), StoreError> {
        if let Some(path) = self.displaced.get() {
            return Err(StoreError::Displaced { path: path.clone() });
        }
        match &*self.in_use.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(files) => files.check(),
            None => Ok(()),
        }
    }

    /// Why the number of commits cannot be noted, where it could not be; it is tried once more.
    pub(super) fn not_noted(&self) -> Option<String> {
        let mut not_noted = self.not_noted.lock().unwrap_or_else(PoisonError::into_inner);
        let commits = not_noted.as_ref()?.commits;
        if self.commits.note(commits).is_ok() {
            *not_noted = None;
        }
        not_noted.as_ref().map(|not_noted| not_noted.why.clone())
    }

    /// How many commits somebody was told of, as far as that is known.
    pub(super) fn known_commits(&self) -> Result<Option<u64>, StoreError> {
        self.commits.known()
    }

    /// What was found damaged last.
    pub(super) fn damage(&self) -> Option<String> {
        self.damage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn note_damage(&self, damage: String) {
        *self.damage.lock().unwrap_or_else(PoisonError::into_inner) = Some(damage);
    }

    /// Nothing is damaged, as far as a check of everything could find.
    pub(super) fn clear_damage(&self) {
        *self.damage.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Opens a database for writing, brought up to date, if it is one to be opened: with how many commits it has, where it
/// says so. One that is refused is left as it was found.
fn open_known(
    path: &Path,
    opening: Opening,
    known: Option<u64>,
) -> Result<(Connection, Option<u64>), StoreError> {
    let connection = connection::open(path)?;
    connection::keep_log_when_closed(&connection, true)?;
    let has_counted = check_kind(path, migrate::kind(&connection)?, opening)?;
    if !has_counted && opening.checks() {
        // One that an older cprabo has left, and this one has gone on with another since.
        check_commits(path, known.or(Some(0)), Some(0))?;
    }
    let mut connection = connection::configure(connection, path, Role::Writer)?;
    migrate(&mut connection)?;
    let found = find_commits(path, &mut connection, opening, known.filter(|_| has_counted))?;
    connection::keep_log_when_closed(&connection, false)?;
    Ok((connection, found))
}

/// The same to look at a database that nobody can write: as it is, with this version's schema.
fn open_unwritable(
    path: &Path,
    known: Option<u64>,
) -> Result<(Connection, Option<u64>), StoreError> {
    let mut connection = connection::open_unwritable(path)?;
    if !check_kind(path, migrate::kind(&connection)?, Opening::Verify)? {
        return Err(StoreError::ReadOnly { path: path.to_owned() });
    }
    let found = find_commits(path, &mut connection, Opening::Verify, known)?;
    Ok((connection, found))
}

/// How many commits a database has, if it is to be opened with so many.
fn find_commits(
    path: &Path,
    connection: &mut Connection,
    opening: Opening,
    known: Option<u64>,
) -> Result<Option<u64>, StoreError> {
    let transaction = connection.transaction();
    let transaction = transaction.map_err(StoreError::database("opening the database"))?;
    let found = match checksums::commits(&transaction) {
        Err(StoreError::DamagedRows { .. }) if opening.verifies() => None,
        found => Some(found?),
    };
    // Where nothing was noted before, since making it or bringing it up to date was stopped half-way, nobody was told of
    // anything.
    let is_begun = known.is_some() || installation::is_archive_marked(&transaction)?;
    if opening.checks() && is_begun {
        check_commits(path, known, found)?;
    }
    Ok(found)
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

fn read_within<T>(
    reader: &mut Connection,
    deadline: Option<Instant>,
    operation: &'static str,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection::set_deadline(reader, deadline).map_err(StoreError::database(operation))?;
    let transaction = reader.transaction().map_err(StoreError::database(operation))?;
    let result = work(&transaction)?;
    transaction.finish().map_err(StoreError::database(operation))?;
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
