use jiff::Timestamp;
use jiff::civil::Date;
use store::{Agreement, Author, PublishedDelivery};
use tracing::info;

use crate::delivery::{MAX_REPLAY, check_loads, check_replay_quota, delivered, replay};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{PipelineEvent, PipelineObserver};
use crate::requests::in_force::check_delivers;

impl Pipeline {
    /// Delivers again what was delivered of the extracts in a range of PRODDTOs: the same bytes, from the archive,
    /// under new names. Returns the names of the data files.
    ///
    /// A large replay is delivered in several transactions; extracts may be processed between them.
    ///
    /// # Errors
    /// [`PipelineError::NothingToReplay`]; [`PipelineError::Inconsistent`] when the bytes in the archive do not match
    /// the ledger, [`PipelineError::Unarchived`] when they have left the archive. Nothing is delivered then, unless it
    /// is a [`PipelineError::PartialReplay`].
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
            let step = progress.step(PipelineEvent::Replaying { done: names.len(), of });
            let more = step.map_err(PipelineError::from);
            match more.and_then(|()| self.replay_some(agreement, some, author, progress)) {
                Ok(mut more) => names.append(&mut more),
                Err(error) => return Err(stopped(error, &delivered, names.len())),
            }
        }
        Ok(names)
    }

    /// The same for a system itself: limited in number, so that others do not wait too long, and without deliveries
    /// whose replay is still in its folder.
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
        let deliveries = delivered(&self.store, agreement, days)?;
        check_replay_quota(&self.store, agreement, days, &deliveries)?;
        check_loads(self.publisher(), &deliveries)?;
        let (leased, _lock) = self.begin(progress)?;
        // Another call may have come first, or the deliveries may have left the archive.
        let deliveries = delivered(&leased.store, agreement, days)?;
        check_replay_quota(&leased.store, agreement, days, &deliveries)?;
        leased.replay_now(agreement, &deliveries, author, progress)
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
        // Deliveries that a crash left planned come before these in the chain.
        self.advance(None, progress)?;
        let now = self.clock.now();
        // As it is now: it may have been suspended while others had their turn.
        self.check_still_delivers(agreement, now)?;
        if self.store.is_anything_unpublished(agreement.id)? {
            return Err(PipelineError::Undelivered(agreement.uuid));
        }
        let names = replay(self.publisher(), &self.settings.replay_name, delivered, author, now)?;
        let Some(names) = names else {
            self.check_still_delivers(agreement, now)?;
            // It came into force again a moment after nothing was delivered.
            return Err(PipelineError::Undelivered(agreement.uuid));
        };
        let (agreement, who) = (agreement.uuid, &author.actor);
        info!(event = "delivery.replayed", %agreement, deliveries = names.len(), %who, "deliveries replayed");
        Ok(names)
    }

    fn check_still_delivers(
        &self,
        agreement: &Agreement,
        now: Timestamp,
    ) -> Result<(), PipelineError> {
        let read = self.store.agreement(agreement.uuid)?;
        check_delivers(read.as_ref().unwrap_or(agreement), clock::danish_day(now))
    }
}

/// The error that stopped a replay; after some deliveries, with the day from which to continue.
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
