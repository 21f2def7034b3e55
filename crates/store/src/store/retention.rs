use jiff::Timestamp;
use jiff::civil::Date;

use super::Store;
use crate::StoreError;
use crate::model::{DeliveryId, Expired, RunId, Sha256, Uncollected};

/// What has been kept long enough.
impl Store {
    /// Since when things are kept so long, in days (`None`: for ever): since they were first told, which may be now.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub fn retention_effective_since(
        &self,
        folder_days: Option<u32>,
        archive_days: Option<u32>,
        at: Timestamp,
    ) -> Result<Timestamp, StoreError> {
        self.engine.retention_effective_since(folder_days, archive_days, at)
    }

    /// Takes from the systems' folders what was published before a moment and not removed, by agreement, with a
    /// line in the audit trail for each. One transaction.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn expire(&self, before: Timestamp, at: Timestamp) -> Result<Vec<Expired>, StoreError> {
        self.engine.expire(before, at)
    }

    /// Deliveries that left the folders of agreements in force on `day` without having been collected, and nothing
    /// that stands for them has been since: by agreement, the oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn expired_uncollected(&self, day: Date) -> Result<Vec<Uncollected>, StoreError> {
        self.engine.expired_uncollected(day)
    }

    /// Extracts that were done with before a moment, and of which nothing lies in any folder or is missed by an
    /// agreement that is in force on `day`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn extracts_to_delete(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<(RunId, Sha256)>, StoreError> {
        self.engine.extracts_to_delete(before, day)
    }

    /// Parts of loads that were published before a moment, lie in no folder, and are not missed by an agreement that
    /// is in force on `day`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn loads_to_delete(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<(DeliveryId, Sha256)>, StoreError> {
        self.engine.loads_to_delete(before, day)
    }

    /// Notes that a run's extract is in the archive no more, with a line in the audit trail.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn mark_extract_deleted(&self, run: RunId, at: Timestamp) -> Result<(), StoreError> {
        self.engine.mark_extract_deleted(run, at)
    }

    /// Notes that a part of a load is in the archive no more, with a line in the audit trail.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn mark_load_deleted(&self, delivery: DeliveryId, at: Timestamp) -> Result<(), StoreError> {
        self.engine.mark_load_deleted(delivery, at)
    }
}
