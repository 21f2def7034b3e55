use std::time::Duration;

use error_report::Report;
use jiff::{SignedDuration, Timestamp};
use tracing::error;
use workers::{Activity, GrowingPause, Worker, rest};

use crate::error::ExchangeError;
use crate::exchange::Exchange;

/// How long the worker waits for a file that is closed. Triggers that wait for something are looked at as often.
const POLL: Duration = Duration::from_secs(1);
/// How often files are looked at that were kept long enough.
const RETAIN_EVERY: SignedDuration = SignedDuration::from_mins(10);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(1), Duration::from_secs(30));

/// Sends on what is ready, as long as the server runs.
#[derive(Debug)]
pub struct ExchangeWorker {
    exchange: Exchange,
    retained_at: Option<Timestamp>,
}

impl ExchangeWorker {
    /// A worker of this exchange.
    pub const fn new(exchange: Exchange) -> Self {
        Self { exchange, retained_at: None }
    }

    /// Works until `is_over`. Errors are logged, reported to `worker`, and the work is tried again.
    pub fn work(&mut self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut failed = PAUSE;
        while !is_over() {
            worker.beat(Activity::Working("sending files on"));
            match self.round(is_over) {
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
        let is_time = |at: Timestamp| now.duration_since(at).abs() >= RETAIN_EVERY;
        if self.retained_at.is_none_or(is_time) {
            self.exchange.retain()?;
            self.retained_at = Some(now);
        }
        Ok(())
    }
}
