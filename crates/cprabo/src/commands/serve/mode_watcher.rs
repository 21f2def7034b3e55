use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use tracing::{error, warn};
use workers::{Activity, GrowingPause, Worker, rest};

use crate::installation::make_private;

/// How often file modes are checked.
const EVERY: Duration = Duration::from_secs(5);
/// The pause after an error.
const PAUSE: GrowingPause = GrowingPause::new(EVERY, Duration::from_secs(60));

/// Restricts the modes of files that someone has opened to others while the server runs. The scrub checks the files in
/// the accounts' folders and the archive.
pub(super) struct ModeWatcher {
    folder: PathBuf,
}

impl ModeWatcher {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Checks until `is_over`. Errors are logged, reported to `worker`, and the check is tried again.
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
