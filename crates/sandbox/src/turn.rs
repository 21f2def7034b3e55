use std::fs::{File, TryLockError};
use std::path::Path;

use private_files::private_file;

use crate::error::SandboxError;

/// The right to let days pass and to order events. One process at a time has it; it ends when this is dropped, or the process
/// ends.
#[derive(Debug)]
pub struct Turn {
    _file: File,
}

impl Turn {
    /// Waits for the turn, for somebody at the command line, who can interrupt it.
    pub(crate) fn wait(folder: &Path) -> Result<Self, SandboxError> {
        let file = open(folder)?;
        file.lock().map_err(SandboxError::Turn)?;
        Ok(Self { _file: file })
    }

    /// The turn, if nobody has it.
    pub(crate) fn try_take(folder: &Path) -> Result<Self, SandboxError> {
        let file = open(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(SandboxError::Busy),
            Err(TryLockError::Error(source)) => Err(SandboxError::Turn(source)),
        }
    }
}

fn open(folder: &Path) -> Result<File, SandboxError> {
    let no_sandbox = |source| SandboxError::NoSandbox { folder: folder.to_owned(), source };
    private_file::open_or_create(&folder.join("turn.lock")).map_err(no_sandbox)
}
