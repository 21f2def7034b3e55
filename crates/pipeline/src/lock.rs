use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use private_files::private_file;

use crate::error::PipelineError;
use crate::progress::{PipelineEvent, PipelineObserver};

/// How often to check whether the other process has finished. A blocking wait of the system could not be cancelled.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The names of the lock files, for progress.
pub(crate) const PIPELINE_LOCK: &str = "pipeline.lock";
pub(crate) const LOAD_LOCK: &str = "load.lock";

/// A lock of one process, over extracts or over loads. Released on drop, and by the system when the process dies.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other process or thread holds the lock; `name` is for progress.
    pub(crate) fn take(
        path: &Path,
        name: &'static str,
        progress: &dyn PipelineObserver,
    ) -> Result<Self, PipelineError> {
        // Only the owner can open the file, so no other user can hold the lock.
        let file = private_file::open_or_create(path)?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => progress.step(PipelineEvent::Waiting(name))?,
                Err(TryLockError::Error(error)) => {
                    return Err(PipelineError::file("cannot lock", path)(error));
                }
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Lock {
    /// Waits until the lock is free. Holds it only for the check.
    pub(crate) fn wait(
        path: &Path,
        name: &'static str,
        progress: &dyn PipelineObserver,
    ) -> Result<(), PipelineError> {
        Self::take(path, name, progress).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Cancelled, NoObserver};

    struct Stop;

    impl PipelineObserver for Stop {
        fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
            assert_eq!(step, PipelineEvent::Waiting(LOAD_LOCK));
            Err(Cancelled)
        }
    }

    #[test]
    fn wait_can_be_cancelled() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Lock::take(&path, LOAD_LOCK, &NoObserver).unwrap();
        let stopped = Lock::take(&path, LOAD_LOCK, &Stop).unwrap_err();
        assert!(matches!(stopped, PipelineError::Cancelled(_)));
        drop(held);
        Lock::take(&path, LOAD_LOCK, &Stop).unwrap();
    }
}
