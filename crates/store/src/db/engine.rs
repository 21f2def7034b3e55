use std::path::Path;

use super::sqlite::Sqlite;
use super::tx::Tx;
use super::write_size::WriteSize;
use crate::StoreError;
use crate::model::CallLimits;

/// A database engine with the limits of one kind of calls.
#[derive(Debug, Clone)]
pub(crate) enum Engine {
    /// One SQLite file on this machine.
    Sqlite(Sqlite),
}

/// Forwards a call to the engine.
macro_rules! on {
    ($engine:expr, $db:ident => $call:expr) => {
        match $engine {
            Engine::Sqlite($db) => $call,
        }
    };
}

impl Engine {
    /// Creates the SQLite database at `path`, or opens the one that is there.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreError> {
        Sqlite::create(path).map(Self::Sqlite)
    }

    /// Opens the SQLite database at `path`, which must be there.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Sqlite::open(path).map(Self::Sqlite)
    }

    /// Opens it also if the number of its commits is unknown.
    pub(crate) fn open_to_verify(path: &Path) -> Result<Self, StoreError> {
        Sqlite::open_to_verify(path).map(Self::Sqlite)
    }

    /// Opens it also if it has fewer commits than it once confirmed.
    pub(crate) fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        Sqlite::open_accepting_loss(path).map(Self::Sqlite)
    }

    /// The same database with other limits for calls.
    pub(crate) fn with_limits(&self, limits: CallLimits) -> Self {
        match self {
            Self::Sqlite(db) => Self::Sqlite(db.with_limits(limits)),
        }
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing. An engine may run it
    /// again from the start, after a conflict with another transaction.
    pub(crate) fn write<T>(
        &self,
        size: WriteSize,
        operation: &'static str,
        work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        on!(self, db => db.write(size, operation, work))
    }

    /// Runs `work` on one consistent state, beside any writer.
    pub(crate) fn read<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        on!(self, db => db.read(operation, work))
    }

    /// A folder on this machine for data that does not go into the database yet.
    pub(crate) fn path(&self) -> &Path {
        on!(self, db => db.path())
    }

    /// Confirms what was opened: from now on an older state is refused.
    pub(crate) fn settle(&self) {
        on!(self, db => db.settle());
    }

    /// Checks that the database is still the one that was opened.
    pub(crate) fn check_in_place(&self) -> Result<(), StoreError> {
        on!(self, db => db.check_in_place())
    }

    /// The number of confirmed commits, as far as files beside the database have it.
    pub(crate) fn known_commits(&self) -> Result<Option<u64>, StoreError> {
        on!(self, db => db.known_commits())
    }

    /// Why the number of commits could not be recorded, if so. It is tried again.
    pub(crate) fn not_noted(&self) -> Option<String> {
        on!(self, db => db.not_noted())
    }

    /// The damage that was found last.
    pub(crate) fn damage(&self) -> Option<String> {
        on!(self, db => db.damage())
    }

    /// Records a damage; `None` when a check of everything found none.
    pub(crate) fn note_damage(&self, damage: Option<String>) {
        on!(self, db => db.note_damage(damage));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let db = Engine::create(&folder.path().join("cprabo.db")).unwrap();
        let insert = "INSERT INTO dictionary (id, bytes) VALUES (1, x'00')";
        let failed: Result<(), StoreError> = db.write(WriteSize::Small, "testing", |tx| {
            tx.execute(insert, &[]).unwrap();
            Err(StoreError::NotFound("reason to go on".into()))
        });
        assert!(failed.is_err());
        let is_there = db.read("testing", |tx| tx.exists("SELECT 1 FROM dictionary", &[]));
        assert!(!is_there.unwrap());
    }
}
