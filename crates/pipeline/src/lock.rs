use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use store::private_file;

use crate::error::PipelineError;
use crate::progress::{Progress, Step};

/// How often to look whether the other process has finished. The system's own wait could not be told to
/// stop.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Held by the one process that works on extracts; given back when it is dropped, and by the system when
/// the process dies.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other process, or thread, is at work.
    pub(crate) fn take(path: &Path, progress: &dyn Progress) -> Result<Self, PipelineError> {
        // Nobody else can open it, and so nobody else can hold it.
        let file = private_file::open_or_create(path)?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => progress.step(Step::Waiting)?,
                Err(TryLockError::Error(error)) => {
                    return Err(PipelineError::file("cannot lock", path)(error));
                }
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Lock {
    /// Waits until nobody holds it, without taking it for longer than a look.
    pub(crate) fn wait(path: &Path, progress: &dyn Progress) -> Result<(), PipelineError> {
        Self::take(path, progress).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Interrupted, Silent};

    struct Stop;

    impl Progress for Stop {
        fn step(&self, _: Step<'_>) -> Result<(), Interrupted> {
            Err(Interrupted)
        }
    }

    #[test]
    fn who_waits_can_be_told_to_stop() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Lock::take(&path, &Silent).unwrap();
        let stopped = Lock::take(&path, &Stop).unwrap_err();
        assert!(matches!(stopped, PipelineError::Interrupted(_)));
        drop(held);
        Lock::take(&path, &Stop).unwrap();
    }
}
