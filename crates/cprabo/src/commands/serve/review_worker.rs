use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, danish_day};
use error_report::Report;
use jiff::Timestamp;
use store::{
    AgreementStep, AgreementText, Author, ClockJump, InvalidAgreementText, ReviewPeriods,
    ReviewStatus, Store, StoreError,
};
use tracing::{error, warn};
use workers::{Activity, GrowingPause, Worker, rest};

/// How often it is looked at.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How often it gives a sign of life in between.
const TICK: Duration = Duration::from_secs(1);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(60), EVERY);

/// Asks for reviews as the configuration says, and suspends agreements whose review is overdue for too long, where that is set.
pub(super) struct ReviewWorker {
    pub(super) store: Arc<Store>,
    pub(super) clock: Clock,
    pub(super) periods: ReviewPeriods,
}

/// Why it failed.
#[derive(Debug, thiserror::Error)]
enum ReviewError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a reason cannot be written")]
    Reason(#[from] InvalidAgreementText),
}

impl ReviewWorker {
    /// Looks until `is_over`. Errors are logged, reported to `worker`, and it is tried again.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut failed = PAUSE;
        let mut pause = Duration::ZERO;
        while !is_over() {
            worker.beat(Activity::Idle);
            if !pause.is_zero() {
                rest(TICK.min(pause), is_over);
                pause = pause.saturating_sub(TICK);
                continue;
            }
            pause = match self.look(self.clock.now()) {
                Ok(()) => {
                    worker.succeeded();
                    failed.reset();
                    EVERY
                }
                Err(error) => {
                    error!(event = "review.failed", error = %Report(&error), "reviews cannot be looked at; it is tried again");
                    worker.failed("looking at reviews", &error);
                    failed.grow()
                }
            };
        }
    }

    fn look(&self, now: Timestamp) -> Result<(), ReviewError> {
        self.store.plan_reviews(self.periods, now)?;
        let today = danish_day(now);
        let mut overdue = self.store.reviews()?;
        overdue.retain(|status| status.is_to_be_suspended(today, danish_day));
        if overdue.is_empty() {
            return Ok(());
        }
        // By a clock that is wrong nobody is cut off.
        if let Some(ClockJump { from, to }) = self.store.see_clock(now)?.jump {
            warn!(event = "review.not_suspended", %from, %to, "no agreement is suspended until somebody confirms the clock");
            return Ok(());
        }
        overdue.iter().try_for_each(|status| self.suspend(status, now))
    }

    fn suspend(&self, status: &ReviewStatus, now: Timestamp) -> Result<(), ReviewError> {
        let by = status.state(danish_day(now), danish_day).by().unwrap_or_default();
        let reason: AgreementText =
            format!("the review of the need for its filters was due by {by}").parse()?;
        let Some(agreement) = self.store.agreement(status.uuid)? else { return Ok(()) };
        let step = AgreementStep::Suspend;
        match self.store.step_agreement(agreement.id, step, Some(&reason), &Author::PLATFORM, now) {
            // Somebody else was faster.
            Err(StoreError::Conflict(_)) => Ok(()),
            suspended => {
                suspended?;
                let agreement = status.uuid;
                warn!(event = "review.suspended", %agreement, %by, "an agreement is suspended because its review is overdue");
                Ok(())
            }
        }
    }
}
