use jiff::civil::Date;
use store::{Agreement, Author};
use tracing::info;

use crate::delivery::{check_modest, replay};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::Progress;

impl Pipeline {
    /// Delivers once more what was delivered of the extracts with PRODDTOs from one to another, both included:
    /// the same bytes, from the archive, under new names. The names of the data files.
    ///
    /// # Errors
    /// [`PipelineError::NothingToReplay`]; [`PipelineError::Inconsistent`] when the archive does not give the
    /// bytes that the ledger says. Nothing is delivered then.
    pub fn replay(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Vec<String>, PipelineError> {
        let _lock = self.begin(progress)?;
        self.replay_now(agreement, days, author, progress)
    }

    /// The same for a system that asks for itself: not more at once than others can wait for, and nothing whose
    /// replay lies in its folder still.
    ///
    /// # Errors
    /// As [`Pipeline::replay`]; [`PipelineError::TooMuchToReplay`], [`PipelineError::LiesInFolder`].
    pub fn replay_modestly(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Vec<String>, PipelineError> {
        let _lock = self.begin(progress)?;
        check_modest(&self.store, agreement, days)?;
        self.replay_now(agreement, days, author, progress)
    }

    fn replay_now(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Vec<String>, PipelineError> {
        // What a crash left planned has its place in the chain before these.
        self.advance(None, progress)?;
        let now = self.clock.now();
        if !agreement.is_in_force(clock::danish_day(now)) {
            return Err(PipelineError::NotInForce(agreement.uuid));
        }
        let names = replay(&self.store, &self.shelf, agreement, days, author, now)?;
        let (agreement, who) = (agreement.uuid, &author.actor);
        info!(%agreement, deliveries = names.len(), %who, "delivered once more");
        Ok(names)
    }
}
