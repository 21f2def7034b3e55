use std::time::Duration;

use app::App;
use error_report::Report;
use tracing::warn;
use workers::{Activity, GrowingPause, Worker, rest};

/// How often calls that were counted in memory are written: what a crash may lose.
const EVERY: Duration = Duration::from_secs(2);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(EVERY, Duration::from_secs(30));

/// Writes the counts of calls that write nothing themselves. Those that do are counted with what they write.
pub(super) struct CallCountWriter {
    pub(super) app: App,
}

impl CallCountWriter {
    /// Writes until `is_over`. Errors are logged, reported to `worker`, and it is tried again: nothing is lost meanwhile.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut pause = PAUSE;
        while !is_over() {
            worker.beat(Activity::Idle);
            rest(EVERY, is_over);
            match self.app.write_counted_calls() {
                Ok(_) => {
                    worker.succeeded();
                    pause.reset();
                }
                Err(error) => {
                    warn!(event = "metering.not_written", error = %Report(&error), "calls that were counted cannot be written now; it is tried again");
                    worker.failed("writing counted calls", &error);
                    rest(pause.grow(), is_over);
                }
            }
        }
    }
}
