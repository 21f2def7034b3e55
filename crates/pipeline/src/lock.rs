use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::PipelineError;
use crate::progress::{Progress, Step};

/// Held by the one process that works on extracts; given back when it is dropped, and by the system when
/// the process dies.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits until no other process, or thread, is at work.
    pub(crate) fn take(path: &Path, progress: &dyn Progress) -> Result<Self, PipelineError> {
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(path);
        let file = open.map_err(PipelineError::file("cannot open", path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                progress.step(Step::Waiting)?;
                file.lock().map_err(PipelineError::file("cannot lock", path))?;
            }
            Err(TryLockError::Error(error)) => {
                return Err(PipelineError::file("cannot lock", path)(error));
            }
        }
        Ok(Self { _file: file })
    }
}
