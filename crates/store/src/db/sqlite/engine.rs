use std::path::Path;
use std::sync::Arc;

use super::database::{Calls, Database};
use super::opening::Opening;
use crate::StoreError;
use crate::db::tx::Tx;
use crate::db::write_size::WriteSize;
use crate::model::CallLimits;

/// A SQLite database with the limits of one kind of calls.
#[derive(Debug, Clone)]
pub(crate) struct Sqlite {
    database: Arc<Database>,
    calls: Calls,
}

impl Sqlite {
    /// Creates the database at `path`, or opens the one that is there, and migrates its schema.
    pub(in crate::db) fn create(path: &Path) -> Result<Self, StoreError> {
        Database::create(path).map(Self::of)
    }

    /// Opens the database at `path`, which must be there, and migrates its schema.
    pub(in crate::db) fn open(path: &Path) -> Result<Self, StoreError> {
        Database::open(path, Opening::Work).map(Self::of)
    }

    /// Opens it also if the number of its commits is unknown.
    pub(in crate::db) fn open_to_verify(path: &Path) -> Result<Self, StoreError> {
        Database::open(path, Opening::Verify).map(Self::of)
    }

    /// Opens it also if it has fewer commits than it once confirmed.
    pub(in crate::db) fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        Database::open(path, Opening::AcceptLoss).map(Self::of)
    }

    fn of(database: Database) -> Self {
        Self { database: Arc::new(database), calls: Calls::new(CallLimits::WORK) }
    }

    /// The same database with other limits for calls.
    pub(in crate::db) fn with_limits(&self, limits: CallLimits) -> Self {
        Self { database: Arc::clone(&self.database), calls: Calls::new(limits) }
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing.
    pub(in crate::db) fn write<T>(
        &self,
        size: WriteSize,
        operation: &'static str,
        work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.database.write(&self.calls, size, operation, work)
    }

    /// Runs `work` on one consistent state, beside any writer.
    pub(in crate::db) fn read<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.database.read(&self.calls, operation, work)
    }

    /// The file itself.
    pub(in crate::db) fn path(&self) -> &Path {
        &self.database.path
    }

    /// Records the number of commits.
    pub(in crate::db) fn settle(&self) {
        self.database.settle();
    }

    /// Checks that the files are still those that were opened.
    pub(in crate::db) fn check_in_place(&self) -> Result<(), StoreError> {
        self.database.in_place.check()
    }

    /// The number of confirmed commits, as far as it is known.
    pub(in crate::db) fn known_commits(&self) -> Result<Option<u64>, StoreError> {
        self.database.commits.known()
    }

    /// Why the number of commits could not be recorded, if so.
    pub(in crate::db) fn not_noted(&self) -> Option<String> {
        self.database.commits.not_noted()
    }

    /// The damage that was found last.
    pub(in crate::db) fn damage(&self) -> Option<String> {
        self.database.damage().clone()
    }

    /// Records a damage; `None` when a check of everything found none.
    pub(in crate::db) fn note_damage(&self, damage: Option<String>) {
        *self.database.damage() = damage;
    }
}
