use jiff::civil::Date;
use store::{Agreement, Author, PublishedDelivery};
use tracing::info;

use crate::delivery::{MAX_REPLAY, check_loads, check_replay_quota, delivered, replay};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{PipelineEvent, PipelineObserver};

impl Pipeline {
    /// Delivers once more what was delivered of the extracts with PRODDTOs from one to another, both included:
    /// the same bytes, from the archive, under new names. The names of the data files.
    ///
    /// Many are delivered in several goes, between which extracts have their turn.
    ///
    /// # Errors
    /// [`PipelineError::NothingToReplay`]; [`PipelineError::Inconsistent`] when the archive does not give the
    /// bytes that the ledger says, [`PipelineError::Unarchived`] when it does not keep them any more. Nothing is
    /// delivered then, or what [`PipelineError::PartialReplay`] tells.
    pub fn replay(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Vec<String>, PipelineError> {
        let delivered = delivered(&self.store, agreement, days)?;
        check_loads(self.publisher(), &delivered)?;
        let of = delivered.len();
        let mut names = Vec::with_capacity(of);
        for some in delivered.chunks(MAX_REPLAY) {
            let told = progress.step(PipelineEvent::Replaying { done: names.len(), of });
            let more = told.map_err(PipelineError::from);
            match more.and_then(|()| self.replay_some(agreement, some, author, progress)) {
                Ok(mut more) => names.append(&mut more),
                Err(error) => return Err(stopped(error, &delivered, names.len())),
            }
        }
        Ok(names)
    }

    /// The same for a system that asks for itself: not more at once than others can wait for, and nothing whose
    /// replay lies in its folder still.
    ///
    /// # Errors
    /// As [`Pipeline::replay`]; [`PipelineError::TooManyDeliveries`], [`PipelineError::ReplayNotCollected`].
    pub fn replay_self_service(
        &self,
        agreement: &Agreement,
        days: (Date, Date),
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Vec<String>, PipelineError> {
        let asked_for = delivered(&self.store, agreement, days)?;
        check_replay_quota(&self.store, agreement, days, &asked_for)?;
        check_loads(self.publisher(), &asked_for)?;
        let (leased, _lock) = self.begin(progress)?;
        // Another call, or the end of somebody's time in the archive, may have come first.
        let asked_for = delivered(&leased.store, agreement, days)?;
        check_replay_quota(&leased.store, agreement, days, &asked_for)?;
        leased.replay_now(agreement, &asked_for, author, progress)
    }

    fn replay_some(
        &self,
        agreement: &Agreement,
        delivered: &[PublishedDelivery],
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Vec<String>, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        leased.replay_now(agreement, delivered, author, progress)
    }

    fn replay_now(
        &self,
        agreement: &Agreement,
        delivered: &[PublishedDelivery],
        author: &Author,
        progress: &dyn PipelineObserver,
    ) -> Result<Vec<String>, PipelineError> {
        // What a crash left planned has its place in the chain before these.
        self.advance(None, progress)?;
        let now = self.clock.now();
        if !agreement.is_in_force(clock::danish_day(now)) {
            return Err(PipelineError::NotInForce(agreement.uuid));
        }
        if self.store.is_anything_unpublished(agreement.id)? {
            return Err(PipelineError::Undelivered(agreement.uuid));
        }
        let names = replay(self.publisher(), &self.settings.replay_name, delivered, author, now)?;
        let (agreement, who) = (agreement.uuid, &author.actor);
        info!(event = "delivery.replayed", %agreement, deliveries = names.len(), %who, "deliveries replayed");
        Ok(names)
    }
}

/// What stopped a replay, once some of it is done: with the day from which to go on.
fn stopped(error: PipelineError, delivered: &[PublishedDelivery], done: usize) -> PipelineError {
    match delivered.get(done) {
        Some(next) if done > 0 => PipelineError::PartialReplay {
            done,
            of: delivered.len(),
            from: next.proddto,
            source: Box::new(error),
        },
        _ => error,
    }
}
