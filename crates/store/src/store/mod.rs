//! The store as everyone sees it: one file for each part of what it remembers.

mod clock_state;
mod filters;
mod ledger;
mod loads;
mod mend;
mod parties;
mod retention;
mod runs;
mod seed;

use std::path::Path;

use jiff::Timestamp;

use crate::StoreError;
use crate::db::Engine;
use crate::model::{
    Author, CallLimits, Counts, DatabaseFinding, DatabaseStep, InstallationRecord, Sha256, Stopped,
};

pub use seed::Seed;

/// The database behind everything: replica, parties, filters, runs, ledger, audit trail.
///
/// Calls block; servers make them on threads that may. What a call has answered is on disk, and every
/// later call, by whomever, sees it.
#[derive(Debug, Clone)]
pub struct Store {
    engine: Engine,
}

impl Store {
    /// Makes the SQLite database at `path`, or opens the one that is there.
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer cprabo.
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

    /// The same where the database has less than it once told somebody of: with [`Store::settle`] it counts as all that there was.
    ///
    /// # Errors
    /// [`StoreError::NoDatabase`], or as [`Store::create`].
    pub fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        Engine::open_accepting_loss(path).map(|engine| Self { engine })
    }

    /// Has what was opened count: from now on nothing older is taken for it. To be called once nothing speaks against
    /// it; a database that is refused leaves nothing behind.
    pub fn settle(&self) {
        self.engine.settle();
    }

    /// The installation that the database belongs to.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn installation(&self) -> Result<InstallationRecord, StoreError> {
        self.engine.installation()
    }

    /// Notes that the archive has its mark.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_archive_marked(&self) -> Result<(), StoreError> {
        self.engine.note_archive_marked()
    }

    /// Notes the digest of the public key that checks manifests from now on.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_manifest_key(&self, public_key: &Sha256) -> Result<(), StoreError> {
        self.engine.note_manifest_key(public_key)
    }

    /// How many commits there have been: as long as it is the same, nothing has changed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn commits(&self) -> Result<u64, StoreError> {
        self.engine.commits()
    }

    /// The same store for calls within other limits, with connections of its own for reading.
    #[must_use]
    pub fn with_limits(&self, limits: CallLimits) -> Self {
        Self { engine: self.engine.with_limits(limits) }
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

    /// Holds everything in the database against what was written; `watch` is told how far it is, and may call a halt.
    /// Reads all of it, on one consistent state and beside any writer.
    ///
    /// # Errors
    /// When the database cannot be read for another reason than that it is damaged; [`StoreError::Stopped`].
    pub fn verify(
        &self,
        watch: &mut dyn FnMut(DatabaseStep) -> Result<(), Stopped>,
    ) -> Result<Vec<DatabaseFinding>, StoreError> {
        self.engine.verify(watch)
    }

    /// Takes everything as it is stored now for what was written, with a line in the audit trail: after somebody has
    /// changed the database with another program, and knows what.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn adopt(&self, author: &Author, at: Timestamp) -> Result<(), StoreError> {
        self.engine.adopt(author, at)
    }

    /// How much there is of what a person asks first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        self.engine.counts()
    }
}
