use std::path::Path;
use std::sync::Arc;

use crate::db::{Engine, Tx, WriteSize, checksums};
use crate::lease::{Lease, LeaseName, LeasedWrite};
use crate::model::{CallCount, CallLimits};
use crate::pending_count::PendingCount;
use crate::{StoreError, call_count_rows};

/// The database: replica, parties, filters, runs, ledger, audit trail.
///
/// Calls block, so servers make them on threads that may block. The result of a call is on disk,
/// and every later call by any process sees it.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) engine: Engine,
    /// What its writes are made under.
    leases: Vec<Arc<Lease>>,
    /// The calls that its next write counts.
    count: Option<PendingCount>,
}

/// Opening, and the state of what was opened.
impl Store {
    const fn over(engine: Engine) -> Self {
        Self { engine, leases: Vec::new(), count: None }
    }

    /// Creates the SQLite database at `path`, or opens the one that is there.
    ///
    /// # Errors
    /// [`StoreError::SchemaTooNew`] when a newer cprabo wrote it, [`StoreError::NoDatabase`] when
    /// it belongs to another program, [`StoreError::Unreadable`] when it is no database.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Engine::create(path).map(Self::over)
    }

    /// Opens the SQLite database at `path`, which must be there: a new one in place of a lost one
    /// would deliver nothing and report no error.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`], [`StoreError::Behind`], [`StoreError::NoWitness`], or as [`Store::create`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Engine::open(path).map(Self::over)
    }

    /// Opens it for checks and repair: also if the number of its commits is unknown.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_verify(path: &Path) -> Result<Self, StoreError> {
        Engine::open_to_verify(path).map(Self::over)
    }

    /// Opens it although it has fewer commits than it once confirmed. After [`Store::settle`] the
    /// present state counts as complete.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`], or as [`Store::create`].
    pub fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        Engine::open_accepting_loss(path).map(Self::over)
    }

    /// The same store with other limits for calls, and its own connections for reading.
    #[must_use]
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        Self { engine: self.engine.with_limits(limits), ..self.clone() }
    }

    /// The same store for work that one process does at a time. The caller has made sure by a lock
    /// that no other process does it now.
    ///
    /// # Errors
    /// Every write of the returned store fails with [`StoreError::LeaseLost`], and writes nothing,
    /// once another process has written under the lease.
    pub fn with_lease(&self, name: LeaseName) -> Result<Self, StoreError> {
        let lease = Arc::new(self.read("reading a lease", |tx| Lease::read(tx, name))?);
        let leases = self.leases.iter().cloned().chain([lease]).collect();
        Ok(Self { leases, ..self.clone() })
    }

    /// The same store, whose next write counts calls in its own transaction, and no further write: they are counted if it is
    /// done, and are not if it is not. [`Store::has_counted`] says which.
    #[must_use]
    pub fn counting(&self, count: CallCount) -> Self {
        Self { count: Some(PendingCount::new(count)), ..self.clone() }
    }

    /// Whether a write has counted the calls of [`Store::counting`].
    pub fn has_counted(&self) -> bool {
        self.count.as_ref().is_some_and(PendingCount::is_done)
    }

    /// Confirms what was opened: from now on an older state is refused. To be called when nothing
    /// speaks against the database; one that is refused leaves no trace.
    pub fn settle(&self) {
        self.engine.settle();
    }

    /// The number of commits: as long as it is the same, nothing has changed.
    pub fn commits(&self) -> Result<u64, StoreError> {
        self.read("counting the commits", checksums::commits)
    }

    /// Checks that the database's files are still those that were opened.
    ///
    /// # Errors
    /// [`StoreError::Displaced`] when they are not.
    pub fn check_in_place(&self) -> Result<(), StoreError> {
        self.engine.check_in_place()
    }

    /// Why the number of commits could not be recorded, if so. It is tried again.
    pub fn not_noted(&self) -> Option<String> {
        self.engine.not_noted()
    }

    /// The damage that was found last, if any.
    pub fn damage(&self) -> Option<String> {
        self.engine.damage()
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing. An engine may run it
    /// again from the start.
    pub(crate) fn write<T>(
        &self,
        operation: &'static str,
        work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.write_sized(WriteSize::Small, operation, work)
    }

    /// The same for a write of any size.
    pub(crate) fn write_sized<T>(
        &self,
        size: WriteSize,
        operation: &'static str,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let leased: Vec<LeasedWrite<'_>> = self.leases.iter().map(|lease| lease.lock()).collect();
        let count = self.count.as_ref().and_then(PendingCount::waiting);
        let done = self.engine.write(size, operation, |tx| {
            leased.iter().try_for_each(|write| write.count(tx))?;
            count.map_or(Ok(()), |count| call_count_rows::add(tx, count))?;
            work(tx)
        })?;
        if let Some(count) = &self.count {
            count.committed();
        }
        leased.into_iter().for_each(LeasedWrite::committed);
        Ok(done)
    }

    /// Runs `work` on one consistent state, beside any writer.
    pub(crate) fn read<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.engine.read(operation, work)
    }

    /// Leaves out a damaged row and reports it; the other rows are read.
    pub(crate) fn unless_damaged<T>(
        &self,
        read: Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match read {
            Ok(row) => Ok(Some(row)),
            Err(error) if error.is_damage() => {
                self.engine.note_damage(Some(error.to_string()));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
