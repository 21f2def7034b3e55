use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::commit_count::CommitCount;
use super::commit_group::{self, CommitGroup, Outcome};
use super::connection::{self, Role};
use super::failure::{failed, is_lost};
use super::fair_mutex::{FairMutex, FairMutexGuard};
use super::file_id::FilesInUse;
use super::in_place::InPlace;
use super::opening::{self, Opened, Opening};
use super::readers::{ReaderSlot, Readers};
use super::tx::SqliteTx;
use super::writer::Writer;
use crate::StoreError;
use crate::db::tx::Tx;
use crate::db::write_size::WriteSize;
use crate::error::DatabaseFailure;
use crate::model::CallLimits;
use crate::private_file;

/// How long a member waits for its group's commit before it checks that there is still a thread to
/// make it.
const LEFT_ALONE: Duration = Duration::from_millis(20);

/// A database with the state that its calls share.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) path: PathBuf,
    writer: FairMutex<Option<Writer>>,
    pub(super) commits: CommitCount,
    /// The number of commits at the time of opening, if it had one.
    found: Option<u64>,
    opening: Opening,
    /// Whether it is on a read-only file system.
    is_unwritable: bool,
    pub(super) in_place: InPlace,
    /// The damage that was found last, for health.
    damage: Mutex<Option<String>>,
}

/// The use of a database by one kind of calls: their limits, and their readers.
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
    /// Creates a new database, or opens one that is there.
    pub(super) fn create(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            private_file::create(path)?;
        }
        let database = Self::open_for(path, Opening::Create)?;
        database.settle();
        Ok(database)
    }

    /// Opens a database that must be there. Nothing is recorded before [`Database::settle`]: the
    /// caller may refuse it for reasons of its own.
    pub(super) fn open(path: &Path, opening: Opening) -> Result<Self, StoreError> {
        opening::check_exists(path)?;
        Self::open_for(path, opening)
    }

    fn open_for(path: &Path, opening: Opening) -> Result<Self, StoreError> {
        private_file::make_private(path)?;
        let commits = CommitCount::of(path);
        // Read first: commits of other processes from now on are in the database but not in this
        // number.
        let known = commits.known()?;
        let is_unwritable = opening == Opening::Verify && connection::is_unwritable(path);
        let opened = if is_unwritable {
            opening::open_unwritable(path, known)
        } else {
            opening::open(path, opening, known)
        };
        let explain = |error| opening::explain(error, path);
        let Opened { connection, commits: found } = opened.map_err(explain)?;
        let writer = Writer::of(connection).map_err(explain)?;
        let files = if is_unwritable { None } else { Some(FilesInUse::of(path)?) };
        Ok(Self {
            path: path.to_owned(),
            writer: FairMutex::new(Some(writer)),
            commits,
            found,
            opening,
            is_unwritable,
            in_place: InPlace::new(files),
            damage: Mutex::default(),
        })
    }

    /// Records the number of commits: from now on an older state is refused.
    pub(super) fn settle(&self) {
        if let Some(found) = self.found {
            self.commits.settle(found, self.opening);
        }
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing. Small writes of calls
    /// that a client waits for share a commit with those that follow at once.
    pub(super) fn write<T>(
        &self,
        calls: &Calls,
        size: WriteSize,
        operation: &'static str,
        work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.is_unwritable {
            return Err(StoreError::ReadOnly { path: self.path.clone() });
        }
        let deadline = Instant::now() + calls.limits.wait_to_write;
        let writer_guard = self.writer.lock(deadline, calls.limits.writers_waiting);
        let mut writer_guard = writer_guard.ok_or(StoreError::Busy { operation })?;
        let shares = calls.limits.shares_commits && size == WriteSize::Small;
        if !shares {
            // Earlier members need not wait for the end of a long write.
            self.commit(&mut writer_guard, operation);
        }
        let done = self.write_with(&mut writer_guard, deadline, operation, work);
        let Some(group) = self.settle_write(&mut writer_guard, &done) else { return done };
        let may_wait = shares && writer_guard.as_ref().is_some_and(Writer::may_grow);
        if may_wait && self.writer.has_waiters() {
            drop(writer_guard);
        } else {
            self.commit(&mut writer_guard, operation);
        }
        let value = done?;
        let committed = self.await_commit(&group, operation);
        committed.map(|()| value).map_err(|error| commit_group::of_member(error, operation))
    }

    fn write_with<T>(
        &self,
        writer_guard: &mut FairMutexGuard<'_, Option<Writer>>,
        deadline: Instant,
        operation: &'static str,
        work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let writer = match &mut **writer_guard {
            Some(writer) => writer,
            // The connection before was discarded: it may have been opened while the disk failed.
            none => none.insert(self.open_again()?),
        };
        let wait = deadline.saturating_duration_since(Instant::now());
        writer.write(operation, wait, || self.in_place.check(), work)
    }

    /// The group with which a write is committed; `None` if there is none any more.
    fn settle_write<T>(
        &self,
        writer_guard: &mut FairMutexGuard<'_, Option<Writer>>,
        done: &Result<T, StoreError>,
    ) -> Option<Arc<CommitGroup>> {
        self.judge(done, || {
            self.in_place.give_up();
            if let Some(mut writer) = writer_guard.take() {
                let lost = "the connection was given up after a write in the same transaction";
                let kind = DatabaseFailure::Other;
                writer.fail(&Arc::new(StoreError::database("writing", kind, lost.into())));
            }
        });
        writer_guard.as_ref().and_then(Writer::group)
    }

    /// Commits the open transaction and reports the outcome to all members.
    fn commit(
        &self,
        writer_guard: &mut FairMutexGuard<'_, Option<Writer>>,
        operation: &'static str,
    ) {
        let Some(writer) = &mut **writer_guard else { return };
        let Some(group) = writer.group() else { return };
        let committed = writer.commit(operation).and_then(|commits| {
            // If the files were moved meanwhile, the commit is lost and must not be confirmed.
            self.in_place.check()?;
            if let Some(commits) = commits {
                self.commits.note(commits);
            }
            Ok(())
        });
        self.judge(&committed, || {
            self.in_place.give_up();
            **writer_guard = None;
        });
        group.end(committed.map_err(Arc::new));
    }

    /// Waits until the last member of the group has committed it.
    fn await_commit(&self, group: &CommitGroup, operation: &'static str) -> Outcome {
        loop {
            if let Some(outcome) = group.wait(LEFT_ALONE) {
                return outcome;
            }
            // The thread that should commit it had no turn in time, or panicked.
            if let Some(mut writer_guard) = self.writer.try_lock() {
                self.commit(&mut writer_guard, operation);
            }
        }
    }

    /// A writer in place of a discarded one: on the same database.
    fn open_again(&self) -> Result<Writer, StoreError> {
        self.in_place.check()?;
        let writer = Writer::of(connection::connect(&self.path, Role::Writer)?)?;
        self.in_place.open_again(&self.path)?;
        Ok(writer)
    }

    /// Runs `work` on one consistent state, beside any writer.
    pub(super) fn read<T>(
        &self,
        calls: &Calls,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let deadline = calls.limits.read_time.map(|time| Instant::now() + time);
        let wait = calls.limits.read_time.unwrap_or(Duration::MAX);
        let slot = calls.readers.take(wait).ok_or(StoreError::Busy { operation })?;
        let mut reader = self.reader(&slot)?;
        let result = read_within(&mut reader, deadline, operation, work);
        self.judge(&result, || calls.readers.give_up_idle());
        if !result.as_ref().is_err_and(is_lost) {
            slot.keep(reader);
        }
        result
    }

    fn reader(&self, slot: &ReaderSlot<'_>) -> Result<Connection, StoreError> {
        match slot.idle() {
            Some(reader) => Ok(reader),
            None if self.is_unwritable => connection::open_unwritable(&self.path),
            None => {
                // It would read another file than the writer writes.
                self.in_place.check()?;
                connection::connect(&self.path, Role::Reader)
            }
        }
    }

    /// Records a damage, and discards connections that may never work again.
    fn judge<T>(&self, result: &Result<T, StoreError>, give_up: impl FnOnce()) {
        let Err(error) = result else { return };
        if is_lost(error) {
            give_up();
        }
        if error.is_damage() {
            *self.damage() = Some(error.to_string());
        }
    }

    /// The damage that was found last.
    pub(super) fn damage(&self) -> MutexGuard<'_, Option<String>> {
        self.damage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read_within<T>(
    reader: &mut Connection,
    deadline: Option<Instant>,
    operation: &'static str,
    work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection::set_deadline(reader, deadline).map_err(failed(operation))?;
    let transaction = reader.transaction().map_err(failed(operation))?;
    let result = work(&Tx::Sqlite(&SqliteTx::reading(&transaction, operation)))?;
    transaction.finish().map_err(failed(operation))?;
    Ok(result)
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests;
