use std::time::Duration;

use causes::Causes;
use tracing::error;
use workers::{Activity, Worker};

use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{Progress, Step};

/// How long to leave things alone when they did not work.
const BACK_OFF: Duration = Duration::from_secs(10);

/// Writes the loads that are ordered, one after the other.
#[derive(Debug)]
pub struct LoadWorker {
    pipeline: Pipeline,
    poll: Duration,
}

impl LoadWorker {
    /// Looks for orders each `poll`.
    pub const fn new(pipeline: Pipeline, poll: Duration) -> Self {
        Self { pipeline, poll }
    }

    /// Works until `progress` calls a halt. What does not work is logged, told to `worker`, and tried again.
    pub fn work(&self, progress: &dyn Progress, worker: &Worker) {
        while progress.step(Step::Looking).is_ok() {
            let pause = match self.pipeline.write_loads(progress) {
                Ok(()) | Err(PipelineError::Interrupted(_)) => {
                    worker.succeeded();
                    self.poll
                }
                Err(error) => {
                    worker.failed("writing loads", &error);
                    error!(error = %Causes(&error), "a load could not be written; it is tried again");
                    self.poll.max(BACK_OFF)
                }
            };
            worker.beat(Activity::Idle);
            rest(pause, progress);
        }
    }
}

/// Waits, but not for long when told to stop.
fn rest(pause: Duration, progress: &dyn Progress) {
    let step = Duration::from_millis(50);
    let mut left = pause;
    while !left.is_zero() && progress.step(Step::Looking).is_ok() {
        std::thread::sleep(step.min(left));
        left = left.saturating_sub(step);
    }
}
