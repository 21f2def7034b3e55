use civil::Pnr;
use filters::Reason;
use jiff::Timestamp;

use super::Store;
use crate::StoreError;
use crate::model::{
    Agreement, AgreementId, Author, Checkpoint, DeliveryTerms, IndexRow, Load, LoadDelivery,
    LoadEnd, LoadId, LoadPart, LoadStart, LoadWork, NewLoad, PnrRange, ReplicaVersion, Run,
};

/// The loads, and the replica looked through for them.
impl Store {
    /// Orders a load.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one is under way for the agreement.
    pub fn order_load(
        &self,
        new: &NewLoad,
        author: &Author,
        at: Timestamp,
    ) -> Result<LoadId, StoreError> {
        self.engine.order_load(new, author, at)
    }

    /// Orders first data for agreements that ask for it and whose filters have news that the last extract was
    /// matched with. `day` is the one on which they must be in force.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn order_first_data(
        &self,
        day: jiff::civil::Date,
        at: Timestamp,
    ) -> Result<Vec<LoadId>, StoreError> {
        self.engine.order_first_data(day, at)
    }

    /// Calls a load off.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is done or called off, [`StoreError::NotFound`] when there is none.
    pub fn cancel_load(
        &self,
        id: LoadId,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine.cancel_load(id, author, at)
    }

    /// A load by its number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load(&self, id: LoadId) -> Result<Option<Load>, StoreError> {
        self.engine.load(id)
    }

    /// The loads of an agreement, or all, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn loads(&self, of: Option<AgreementId>) -> Result<Vec<Load>, StoreError> {
        self.engine.loads(of)
    }

    /// The loads that are ordered and not delivered, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn loads_under_way(&self) -> Result<Vec<Load>, StoreError> {
        self.engine.loads_under_way()
    }

    /// Loads that are neither done nor called off, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_loads(&self) -> Result<Vec<LoadId>, StoreError> {
        self.engine.open_loads()
    }

    /// Begins a load as of the last extract, goes on with it, or begins it again because another extract has
    /// come. `pair` completes the terms of its deliveries with name and sender.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] while nobody is in the replica.
    pub fn begin_load(
        &self,
        id: LoadId,
        pair: &dyn Fn(&Agreement, &Run, DeliveryTerms) -> DeliveryTerms,
    ) -> Result<LoadStart, StoreError> {
        self.engine.begin_load(id, pair)
    }

    /// Notes how far a load has come, for whoever looks: the share of the replica that has been looked at, in
    /// thousandths, and the persons found. It does not go on from there after a crash.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn note_load(
        &self,
        id: LoadId,
        scanned_permille: u64,
        found: u64,
    ) -> Result<(), StoreError> {
        self.engine.note_load(id, scanned_permille, found)
    }

    /// Notes how far a load has come; `whole` are parts that have become whole. `false` when it was called
    /// off.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn save_load(
        &self,
        id: LoadId,
        checkpoint: &Checkpoint,
        whole: &[LoadPart],
    ) -> Result<bool, StoreError> {
        self.engine.save_load(id, checkpoint, whole)
    }

    /// Tells the ledger that a load lies on the shelf, with the log of who was disclosed; unless it was called
    /// off, or another extract was applied meanwhile. One transaction.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn finish_load(
        &self,
        work: &LoadWork,
        delivered: &[LoadDelivery],
        at: Timestamp,
    ) -> Result<LoadEnd, StoreError> {
        self.engine.finish_load(work, delivered, at)
    }

    /// Visits the persons with these numbers who are chosen, in rising order, with all their records, each
    /// followed by a line feed.
    ///
    /// # Errors
    /// When the database cannot be read, or records are damaged.
    pub fn scan_records(
        &self,
        numbers: PnrRange,
        choose: &mut dyn FnMut(&IndexRow) -> Option<Reason>,
        take: &mut dyn FnMut(Pnr, Reason, &[u8]),
    ) -> Result<ReplicaVersion, StoreError> {
        self.engine.scan_records(numbers, choose, take)
    }

    /// Visits everyone in the replica in rising order of number, without their records; and the extract as of
    /// which that is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn scan_index(&self, visit: &mut dyn FnMut(&IndexRow)) -> Result<Option<Run>, StoreError> {
        self.engine.scan_index(visit)
    }

    /// The highest number in the replica; `None` when nobody is there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_number(&self) -> Result<Option<u64>, StoreError> {
        self.engine.last_number()
    }

    /// The lowest number in the replica from this one on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn next_number(&self, from: u64) -> Result<Option<u64>, StoreError> {
        self.engine.next_number(from)
    }
}
