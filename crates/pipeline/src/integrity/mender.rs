use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use blobs::CheckedFiles;
use store::MendRequest;
use workers::Worker;

use super::published::Known;
use super::verification::{Verification, Verified};
use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::{PipelineEvent, PipelineObserver};

/// How often it looks whether the process stops.
const LOOK: Duration = Duration::from_millis(200);

/// Makes files again that were found damaged as somebody wanted to fetch them.
#[derive(Debug)]
pub struct Mender {
    pipeline: Pipeline,
    checked: Arc<CheckedFiles>,
    requests: Receiver<MendRequest>,
}

impl Mender {
    /// Answers `requests`; `checked` is what those who ask go by, too.
    pub const fn new(
        pipeline: Pipeline,
        checked: Arc<CheckedFiles>,
        requests: Receiver<MendRequest>,
    ) -> Self {
        Self { pipeline, checked, requests }
    }

    /// Works until `progress` calls a halt. What does not work is told to `worker`.
    pub fn work(&self, progress: &dyn PipelineObserver, worker: &Worker) {
        while progress.step(PipelineEvent::Looking).is_ok() {
            match self.requests.recv_timeout(LOOK) {
                Ok(request) => {
                    match self.mend(&request, progress) {
                        Ok(()) => worker.succeeded(),
                        Err(error) => worker.failed("making a damaged file again", &error),
                    }
                    request.done();
                }
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody serves files any more.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(LOOK),
            }
        }
    }

    fn mend(
        &self,
        request: &MendRequest,
        progress: &dyn PipelineObserver,
    ) -> Result<(), PipelineError> {
        let Some(shown) = self.pipeline.store.shown(request.delivery)? else { return Ok(()) };
        let known = Known { checked: &self.checked, reread: false };
        let verification = Verification { pipeline: &self.pipeline, known, repair: true, progress };
        verification.pair(&shown, &mut Verified::default(), &mut |_| Ok(()))
    }
}
