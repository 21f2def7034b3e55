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

/// How often to check whether the process stops.
const LOOK: Duration = Duration::from_millis(200);

/// Repairs files that were found to be damaged when a client requested them.
#[derive(Debug)]
pub struct Mender {
    pipeline: Pipeline,
    checked: Arc<CheckedFiles>,
    requests: Receiver<MendRequest>,
}

impl Mender {
    /// Answers `requests`. Those who request a repair share `checked`.
    pub const fn new(
        pipeline: Pipeline,
        checked: Arc<CheckedFiles>,
        requests: Receiver<MendRequest>,
    ) -> Self {
        Self { pipeline, checked, requests }
    }

    /// Works until `progress` cancels. Errors are reported to `worker`.
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
                // All servers have ended.
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
