use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::commit_group::CommitGroup;
use super::failure::failed;
use super::row_changes::{self, RowChanges};
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::checksums;
use crate::db::tx::Tx;
use crate::error::DatabaseFailure;

/// The largest number of writes in one commit.
const MOST_MEMBERS: usize = 256;
/// How long a group accepts members, counted from its first write.
const LONGEST_GROUP: Duration = Duration::from_millis(10);

/// The one connection that writes, and its changes in the present transaction.
#[derive(Debug)]
pub(super) struct Writer {
    connection: Connection,
    changes: Arc<Mutex<RowChanges>>,
    /// The open transaction, which consecutive writes may share.
    open: Option<Open>,
}

/// A transaction that is not committed yet.
#[derive(Debug)]
struct Open {
    group: Arc<CommitGroup>,
    begun_at: Instant,
    members: usize,
    /// The number of commits once it is committed.
    commits: u64,
    /// Whether a write is in progress in it. If no thread works on it any more, the thread has
    /// panicked.
    is_at_work: bool,
}

impl Writer {
    pub(super) fn of(connection: Connection) -> Result<Self, StoreError> {
        let changes = Arc::new(Mutex::new(RowChanges::default()));
        row_changes::register(&connection)?;
        row_changes::watch(&connection, &changes)?;
        Ok(Self { connection, changes, open: None })
    }

    /// Runs `work` in the open transaction: all of it happens there, or nothing. Without one,
    /// begins one, for which it waits for other processes up to a limit, and which `begun` may
    /// refuse.
    pub(super) fn write<T>(
        &mut self,
        operation: &'static str,
        wait: Duration,
        begun: impl FnOnce() -> Result<(), StoreError>,
        work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.undo_panicked_write(operation)?;
        if self.open.is_none() {
            self.begin(operation, wait, begun)?;
        }
        let has_savepoint = self.has_members();
        if has_savepoint {
            self.run(operation, "SAVEPOINT member")?;
        }
        self.set_at_work(true);
        let done = self.work(operation, work);
        match &done {
            Ok(_) if has_savepoint => self.run(operation, "RELEASE member")?,
            Ok(_) => {}
            Err(_) => self.undo(operation)?,
        }
        self.set_at_work(false);
        done
    }

    /// The group of the open transaction.
    pub(super) fn group(&self) -> Option<Arc<CommitGroup>> {
        self.open.as_ref().map(|open| Arc::clone(&open.group))
    }

    /// Whether another write may join the transaction before it is committed.
    pub(super) fn may_grow(&self) -> bool {
        self.open.as_ref().is_some_and(|open| {
            open.members < MOST_MEMBERS && open.begun_at.elapsed() < LONGEST_GROUP
        })
    }

    /// Commits the open transaction. Returns the number of commits so far; `None` if there is
    /// nothing to commit.
    pub(super) fn commit(&mut self, operation: &'static str) -> Result<Option<u64>, StoreError> {
        self.undo_panicked_write(operation)?;
        let Some(open) = self.open.take() else { return Ok(None) };
        self.run(operation, "COMMIT").inspect_err(|_| self.roll_back())?;
        Ok(Some(open.commits))
    }

    fn begin(
        &mut self,
        operation: &'static str,
        wait: Duration,
        begun: impl FnOnce() -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.connection.busy_timeout(wait).map_err(failed(operation))?;
        self.run(operation, "BEGIN IMMEDIATE")?;
        begun().inspect_err(|_| self.roll_back())?;
        self.open = Some(Open {
            group: Arc::default(),
            begun_at: Instant::now(),
            members: 0,
            commits: 0,
            is_at_work: false,
        });
        Ok(())
    }

    /// The work, with its checksums and its number.
    fn work<T>(
        &mut self,
        operation: &'static str,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let tx = SqliteTx::writing(&self.connection, operation, &self.changes);
        // Left by a failed write.
        tx.take_changes();
        let result = work(&Tx::Sqlite(&tx))?;
        let changes = tx.take_changes();
        let commits = checksums::commit(&Tx::Sqlite(&tx), changes)?;
        if let Some(open) = &mut self.open {
            (open.members, open.commits) = (open.members + 1, commits);
        }
        Ok(result)
    }

    /// Whether there are writes in the open transaction beside which another one may fail. The first
    /// one has no savepoint: SQLite then walks through the pages that were changed since, with each
    /// statement.
    fn has_members(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.members > 0)
    }

    /// Rolls a failed write back. Earlier ones in the transaction stay.
    fn undo(&mut self, operation: &'static str) -> Result<(), StoreError> {
        if !self.has_members() {
            self.open = None;
            self.roll_back();
            return Ok(());
        }
        if self.connection.is_autocommit() {
            // SQLite has rolled back the whole transaction, as when the disk is full or fails.
            let lost = "what was written in one transaction with it was rolled back";
            self.fail(&Arc::new(StoreError::database(
                operation,
                DatabaseFailure::Other,
                lost.into(),
            )));
            return Ok(());
        }
        self.run(operation, "ROLLBACK TO member")?;
        self.run(operation, "RELEASE member")
    }

    /// Discards the open transaction for all of its members.
    pub(super) fn fail(&mut self, error: &Arc<StoreError>) {
        if let Some(open) = self.open.take() {
            open.group.end(Err(Arc::clone(error)));
        }
        self.roll_back();
    }

    /// A thread that panicked has left its write half done.
    fn undo_panicked_write(&mut self, operation: &'static str) -> Result<(), StoreError> {
        if self.open.as_ref().is_some_and(|open| open.is_at_work) {
            self.undo(operation)?;
            self.set_at_work(false);
        }
        Ok(())
    }

    const fn set_at_work(&mut self, is_at_work: bool) {
        if let Some(open) = &mut self.open {
            open.is_at_work = is_at_work;
        }
    }

    fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            // If this fails too, the next write fails and discards the connection.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }

    fn run(&self, operation: &'static str, sql: &str) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed(operation))?;
        statement.execute([]).map(drop).map_err(failed(operation))
    }
}

#[cfg(test)]
mod tests;
