use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use tracing::{error, warn};
use workers::{Activity, GrowingPause, Worker, rest};

use crate::installation::make_private;

/// How often modes are looked at.
const EVERY: Duration = Duration::from_secs(5);
/// How long to leave things alone when they did not work.
const PAUSE: GrowingPause = GrowingPause::new(EVERY, Duration::from_secs(60));

/// Takes from others what they may not touch, where somebody has loosened it while the server runs. What lies in the
/// folders of accounts and the archive is looked at by the scrub.
pub(super) struct ModeWatcher {
    folder: PathBuf,
}

impl ModeWatcher {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Looks until `is_over`. What does not work is logged, told to `worker`, and tried again.
    pub(super) fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut failed = PAUSE;
        while !is_over() {
            let pause = match self.look() {
                Ok(()) => {
                    worker.succeeded();
                    failed.reset();
                    EVERY
                }
                Err(error) => {
                    let error: &dyn std::error::Error = &*error;
                    error!(event = "file.not_made_private", error = %error_report::Report(error), "what others can touch cannot be taken from them; it is tried again");
                    worker.failed("taking files from others", error);
                    failed.grow()
                }
            };
            worker.beat(Activity::Idle);
            rest(pause, is_over);
        }
    }

    fn look(&self) -> Result<()> {
        for path in make_private(&self.folder)? {
            warn!(event = "file.made_private", path = %path.display(), "others could touch it");
        }
        Ok(())
    }
}
