use jiff::Timestamp;

use super::Store;
use crate::StoreError;
use crate::model::{Author, ClockJump, ClockState};

/// The machine's clock, held against the times in the ledger.
impl Store {
    /// The clock as it was seen last; `None` before the first time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn clock_state(&self) -> Result<Option<ClockState>, StoreError> {
        self.engine.clock_state()
    }

    /// Notes what time the clock tells, and whether it has jumped.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub fn see_clock(&self, now: Timestamp) -> Result<ClockState, StoreError> {
        self.engine.see_clock(now)
    }

    /// Confirms that a clock that has jumped is right now, with a line in the audit trail. What is kept long enough by
    /// it is warned of first.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it has not jumped.
    pub fn confirm_clock(&self, author: &Author, now: Timestamp) -> Result<ClockJump, StoreError> {
        self.engine.confirm_clock(author, now)
    }
}
