use std::time::Duration;

use error_report::Report;
use jiff::{SignedDuration, Timestamp};
use tracing::error;
use workers::{Activity, GrowingPause, Worker, rest};

use crate::error::ExchangeError;
use crate::exchange::{Exchange, ServedFile};

/// How long the worker waits for a file that is closed. Triggers that wait for something are looked at as often.
const POLL: Duration = Duration::from_secs(1);
/// How often files are looked at that were kept long enough.
const RETAIN_EVERY: SignedDuration = SignedDuration::from_mins(10);
/// How often the files that somebody may fetch are compared with their digests.
const SCRUB_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(1), Duration::from_secs(30));

/// Sends on what is ready, as long as the server runs.
#[derive(Debug)]
pub struct ExchangeWorker {
    exchange: Exchange,
    retained_at: Option<Timestamp>,
    scrubbed_at: Option<Timestamp>,
    /// What is still to be compared, one file a round: others are not to wait for it.
    to_scrub: Vec<ServedFile>,
}

impl ExchangeWorker {
    /// A worker of this exchange.
    pub const fn new(exchange: Exchange) -> Self {
        Self { exchange, retained_at: None, scrubbed_at: None, to_scrub: Vec::new() }
    }

    /// Works until `is_over`. Errors are logged, reported to `worker`, and the work is tried again.
    pub fn work(&mut self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut failed = PAUSE;
        while !is_over() {
            let watched = || {
                worker.beat(Activity::Working("sending files on"));
                is_over()
            };
            match self.round(&watched) {
                Ok(()) => {
                    worker.succeeded();
                    failed.reset();
                    worker.beat(Activity::Idle);
                    self.exchange.uploads().wait(POLL);
                }
                Err(error) => {
                    worker.failed("sending files on", &error);
                    error!(event = "exchange.failed", error = %Report(&error), "files cannot be sent on now; it is tried again");
                    worker.beat(Activity::Idle);
                    rest(failed.grow(), is_over);
                }
            }
        }
    }

    fn round(&mut self, is_over: &dyn Fn() -> bool) -> Result<(), ExchangeError> {
        self.exchange.send_all(is_over)?;
        let now = self.exchange.now();
        let is_time = |last: Option<Timestamp>, every| {
            last.is_none_or(|last| now.duration_since(last).abs() >= every)
        };
        if is_time(self.retained_at, RETAIN_EVERY) {
            self.exchange.retain()?;
            self.retained_at = Some(now);
        }
        if is_time(self.scrubbed_at, SCRUB_EVERY) {
            self.to_scrub = self.exchange.served()?;
            self.scrubbed_at = Some(now);
        }
        if let Some(file) = self.to_scrub.pop() {
            self.exchange.scrub(&file)?;
        }
        Ok(())
    }
}
