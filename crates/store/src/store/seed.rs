use super::Store;
use crate::StoreError;
use crate::model::{Block, NewSeed, RunId};
use crate::sqlite::Seeding;

/// A seeding under way: what has been read lies aside, and nothing is in the replica. Dropped, it never was.
pub struct Seed<'a> {
    store: &'a Store,
    backend: Seeding,
}

impl Store {
    /// Begins to fill the replica from a full extract.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when there are persons in it, or an extract was applied.
    pub fn seed(&self) -> Result<Seed<'_>, StoreError> {
        Ok(Seed { store: self, backend: self.engine.begin_seed()? })
    }
}

impl Seed<'_> {
    /// Lays blocks aside, in the order of the file. The first call's are what compression learns from: let
    /// there be some thousands.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn add(&mut self, blocks: Vec<Block>) -> Result<(), StoreError> {
        self.store.engine.add_to_seed(&mut self.backend, blocks)
    }

    /// Puts everyone into the replica and records the run, in one transaction.
    ///
    /// # Errors
    /// When the database cannot be written; nothing has changed then.
    pub fn finish(self, new: &NewSeed<'_>) -> Result<RunId, StoreError> {
        self.store.engine.finish_seed(self.backend, new)
    }
}
