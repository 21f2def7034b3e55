use std::path::Path;

use crate::StoreError;
use crate::db::{Engine, Tx, checksums};
use crate::model::CallLimits;

/// The database behind everything: replica, parties, filters, runs, ledger, audit trail.
///
/// Calls block; servers make them on threads that may. What a call has answered is on disk, and every
/// later call, by whomever, sees it.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) engine: Engine,
}

/// A database opened, and how it fares.
impl Store {
    /// Makes the SQLite database at `path`, or opens the one that is there.
    ///
    /// # Errors
    /// [`StoreError::SchemaTooNew`] when a newer cprabo wrote it, [`StoreError::NoDatabase`] when it is another program's,
    /// [`StoreError::Unreadable`] when it is none.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        Engine::create(path).map(|engine| Self { engine })
    }

    /// Opens the SQLite database at `path`, which must be there: a new one in place of one that is lost would deliver
    /// nothing to anybody, and say that all is well.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`], [`StoreError::Behind`], [`StoreError::NoWitness`], or as [`Store::create`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Engine::open(path).map(|engine| Self { engine })
    }

    /// The same to look at it and mend it: also where it does not know how many commits it has.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_verify(path: &Path) -> Result<Self, StoreError> {
        Engine::open_to_verify(path).map(|engine| Self { engine })
    }

    /// The same where the database has less than it once told somebody of: with [`Store::settle`] it counts as all that
    /// there was.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`], or as [`Store::create`].
    pub fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        Engine::open_accepting_loss(path).map(|engine| Self { engine })
    }

    /// The same store for calls within other limits, with connections of its own for reading.
    #[must_use]
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        Self { engine: self.engine.with_limits(limits) }
    }

    /// Has what was opened count: from now on nothing older is taken for it. To be called once nothing speaks against
    /// it; a database that is refused leaves nothing behind.
    pub fn settle(&self) {
        self.engine.settle();
    }

    /// How many commits there have been: as long as it is the same, nothing has changed.
    pub fn commits(&self) -> Result<u64, StoreError> {
        self.read("counting the commits", checksums::commits)
    }

    /// Whether the database's files are still those that were opened.
    ///
    /// # Errors
    /// [`StoreError::Displaced`].
    pub fn check_in_place(&self) -> Result<(), StoreError> {
        self.engine.check_in_place()
    }

    /// Why it cannot be noted how many commits there are, where it could not be; it is tried once more.
    pub fn not_noted(&self) -> Option<String> {
        self.engine.not_noted()
    }

    /// What was found damaged last, if anything was.
    pub fn damage(&self) -> Option<String> {
        self.engine.damage()
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing. It may run more than once.
    pub(crate) fn write<T>(
        &self,
        operation: &'static str,
        work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.engine.write(operation, work)
    }

    /// Runs `work` on one consistent state, beside any writer.
    pub(crate) fn read<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.engine.read(operation, work)
    }

    /// A row that is damaged is withheld, and told of; it keeps no other from anyone.
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
