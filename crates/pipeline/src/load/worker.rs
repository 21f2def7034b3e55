use std::time::Duration;

use error_report::Report;
use tracing::error;
use workers::{Activity, GrowingPause, Worker, rest};

use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{PipelineEvent, PipelineObserver};

/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_secs(1), Duration::from_secs(30));

/// Writes the ordered loads, one after the other.
#[derive(Debug)]
pub struct LoadWorker {
    pipeline: Pipeline,
    poll: Duration,
}

impl LoadWorker {
    /// A worker that looks for orders each `poll`.
    pub const fn new(pipeline: Pipeline, poll: Duration) -> Self {
        Self { pipeline, poll }
    }

    /// Works until `progress` cancels. Errors are logged, reported to `worker`, and the work is tried again.
    pub fn work(&self, progress: &dyn PipelineObserver, worker: &Worker) {
        let mut failed = PAUSE;
        while progress.step(PipelineEvent::Looking).is_ok() {
            let pause = match self.pipeline.write_loads(progress) {
                Ok(()) | Err(PipelineError::Cancelled(_)) => {
                    worker.succeeded();
                    failed.reset();
                    self.poll
                }
                Err(error) => {
                    worker.failed("writing loads", &error);
                    error!(event = "load.failed", error = %Report(&error), "load failed, will retry");
                    self.poll.max(failed.grow())
                }
            };
            worker.beat(Activity::Idle);
            rest(pause, &|| progress.step(PipelineEvent::Looking).is_err());
        }
    }
}
