use civil::Pnr;

use super::Store;
use crate::StoreError;
use crate::model::{DatabaseFinding, DeliveryId, RestoredPerson, Run, Sha256};

/// What is damaged, put right where that can be done.
impl Store {
    /// Makes anew what can be made from the rows of the tables: indexes, and checksums that are damaged themselves. How
    /// many findings that mended.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn rebuild(&self, findings: &[DatabaseFinding]) -> Result<usize, StoreError> {
        self.engine.rebuild(findings)
    }

    /// The run whose extract has a person as the replica should: the last that changed it, or the seed. Reads through
    /// all changes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn writer_of(&self, pnr: Pnr) -> Result<Option<Run>, StoreError> {
        self.engine.writer_of(pnr)
    }

    /// Persons whom a run has changed and who are not in the replica. Reads through all changes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn missing_persons(&self) -> Result<Vec<Pnr>, StoreError> {
        self.engine.missing_persons()
    }

    /// Puts a person into the replica as its extract has it, in place of a damaged row.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn restore_person(&self, restored: &RestoredPerson) -> Result<(), StoreError> {
        self.engine.restore_person(restored)
    }

    /// Takes a row out of the replica that no extract has written.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn delete_person(&self, pnr: Pnr) -> Result<(), StoreError> {
        self.engine.delete_person(pnr)
    }

    /// The loads that are to lie in the archive: a delivery that brought each, its name, and the digest.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn loads_in_archive(&self) -> Result<Vec<(DeliveryId, String, Sha256)>, StoreError> {
        self.engine.loads_in_archive()
    }
}
