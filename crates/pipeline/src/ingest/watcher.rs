use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use error_report::Report;
use tracing::error;
use workers::{Activity, GrowingPause, Worker};

use super::inbox::{ClaimedFile, Inbox};
use crate::error::PipelineError;
use crate::integrity::Integrity;
use crate::pipeline::Pipeline;
use crate::progress::{PipelineEvent, PipelineObserver};

/// How often everything is reconciled without a request.
const RECONCILE: Duration = Duration::from_mins(10);
/// How often to check whether the database was verified.
const LOOK: Duration = Duration::from_millis(100);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(1), Duration::from_secs(30));

/// What the watcher waits for before it takes anything, in its [`Activity::WaitingFor`].
pub const SOUND_DATABASE: &str = "a sound database";

/// Takes extracts from the inbox as they come, and continues pending work.
#[derive(Debug)]
pub struct Watcher {
    pipeline: Pipeline,
    inbox: Inbox,
    poll: Duration,
    /// When the next reconciliation is due; `None` for now. Monotonic, because the machine's clock may jump.
    reconcile_at: Option<Instant>,
    /// Nothing is done before the database was verified.
    integrity: Option<Integrity>,
}

impl Watcher {
    /// A watcher that looks at an inbox each `poll`.
    pub const fn new(pipeline: Pipeline, inbox: Inbox, poll: Duration) -> Self {
        Self { pipeline, inbox, poll, reconcile_at: None, integrity: None }
    }

    /// Makes it wait until the structure of the database was verified: look-ups in a damaged one may miss rows, and
    /// somebody would get too little.
    #[must_use]
    pub fn after_check_of(mut self, integrity: Integrity) -> Self {
        self.integrity = Some(integrity);
        self
    }

    /// Works until `progress` cancels; a message through `woken` starts a reconciliation at once.
    ///
    /// Errors are logged, reported to `worker`, and the work is tried again.
    pub fn watch(
        &mut self,
        woken: &Receiver<()>,
        progress: &dyn PipelineObserver,
        worker: &Worker,
    ) {
        let mut failed = PAUSE;
        while progress.step(PipelineEvent::Looking).is_ok() {
            if self.integrity.as_ref().is_some_and(|integrity| !integrity.is_database_sound()) {
                worker.beat(Activity::WaitingFor(SOUND_DATABASE));
                std::thread::sleep(self.poll.min(LOOK));
                continue;
            }
            // Files first: one that was recorded before a crash is recognized only while its run is in the state that
            // the crash left, and files that came together are recorded together.
            let claimed = self.attempt("taking files from the inbox", Self::take, progress, worker);
            let gone_on = self.attempt("going on with what waits", Self::go_on, progress, worker);
            let pause = if claimed && gone_on {
                worker.succeeded();
                failed.reset();
                self.poll
            } else {
                self.poll.max(failed.grow())
            };
            worker.beat(Activity::Idle);
            match woken.recv_timeout(pause) {
                Ok(()) => self.reconcile_at = None,
                Err(RecvTimeoutError::Timeout) => {}
                // The sender is gone; polling continues.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(self.poll),
            }
        }
    }

    /// Runs an operation and logs its error; `true` on success.
    fn attempt(
        &mut self,
        operation: &'static str,
        work: impl FnOnce(&mut Self, &dyn PipelineObserver, &Worker) -> Result<bool, PipelineError>,
        progress: &dyn PipelineObserver,
        worker: &Worker,
    ) -> bool {
        match work(self, progress, worker) {
            Ok(well) => well,
            Err(PipelineError::Cancelled(_)) => true,
            Err(error) => {
                error!(event = "inbox.failed", error = %Report(&error), "{operation} failed; it is tried again");
                worker.failed(operation, &error);
                false
            }
        }
    }

    fn take(
        &mut self,
        progress: &dyn PipelineObserver,
        worker: &Worker,
    ) -> Result<bool, PipelineError> {
        let mut catch = self.inbox.unfinished()?;
        let fresh = self.inbox.take(Instant::now())?;
        catch.claimed.extend(fresh.claimed);
        let is_well = catch.claimed.is_empty() || self.ingest(&catch.claimed, progress, worker)?;
        match catch.failed.or(fresh.failed) {
            Some(error) => Err(error),
            None => Ok(is_well),
        }
    }

    /// Continues what a crash, a full disk or a killed `ingest` left unfinished; from time to time reconciles
    /// everything.
    fn go_on(
        &mut self,
        progress: &dyn PipelineObserver,
        worker: &Worker,
    ) -> Result<bool, PipelineError> {
        if self.reconcile_at.is_some_and(|at| Instant::now() < at) && !self.pipeline.has_work()? {
            return Ok(true);
        }
        worker.beat(Activity::Working("going on with what waits"));
        self.pipeline.reconcile(progress)?;
        self.reconcile_at = Instant::now().checked_add(RECONCILE);
        Ok(true)
    }

    fn ingest(
        &self,
        claimed: &[ClaimedFile],
        progress: &dyn PipelineObserver,
        worker: &Worker,
    ) -> Result<bool, PipelineError> {
        let failed = self.pipeline.ingest_taken(claimed, progress)?;
        let mut failure = None;
        for (claimed, error) in &failed {
            let causes = Report(error);
            if error.is_final() {
                let place = match self.inbox.quarantine(claimed, &causes.to_string()) {
                    Ok(place) => place,
                    Err(error) => {
                        // The others are still set aside.
                        failure.get_or_insert(error);
                        continue;
                    }
                };
                error!(event = "inbox.file_rejected", file = claimed.name, error = %causes, place = %place.display(), "file set aside");
            } else {
                error!(event = "inbox.file_not_read", file = claimed.name, error = %causes, "file not taken; it is tried again");
                worker.failed("taking a file from the inbox", error);
            }
        }
        failure.map_or(Ok(failed.is_empty()), Err)
    }
}
