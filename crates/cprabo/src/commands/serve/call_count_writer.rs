use std::time::Duration;

use app::App;
use error_report::Report;
use tracing::warn;
use workers::{Activity, GrowingPause, Worker, rest};

/// How often calls that were counted in memory are written: what a crash may lose.
const EVERY: Duration = Duration::from_secs(2);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(EVERY, Duration::from_secs(30));
/// How often in a row others may be writing before that is an error: some minutes.
const BUSY: u32 = 10;

/// Writes the counts of calls that write nothing themselves. Those that do are counted with what they write.
pub(super) struct CallCountWriter {
    pub(super) app: App,
}

impl CallCountWriter {
    /// Writes until `is_over`. Errors are logged, reported to `worker`, and it is tried again: nothing is lost meanwhile.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let (mut pause, mut busy) = (PAUSE, 0);
        while !is_over() {
            worker.beat(Activity::Idle);
            rest(EVERY, is_over);
            match self.app.write_counted_calls() {
                Ok(_) => {
                    worker.succeeded();
                    pause.reset();
                    busy = 0;
                }
                // Requests and extracts go first.
                Err(error) if error.is_busy() && busy < BUSY => {
                    busy += 1;
                    rest(pause.grow(), is_over);
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
