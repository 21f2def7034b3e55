use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha256::Sha256;

use crate::running_digest::RunningDigest;

/// The writer of an open file; `None` once the file is closed, or no longer the handle's.
pub(crate) type SharedWriter = Arc<Mutex<Option<Writer>>>;

/// A file while it is written.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(crate) file: File,
    pub(crate) size: u64,
    pub(crate) append: bool,
    pub(crate) digest: RunningDigest,
    /// Where the disk is looked at again.
    pub(crate) disk_checked_to: u64,
    pub(crate) folder: PathBuf,
}

impl Writer {
    /// Length and, if it is known, the digest of what was written.
    pub(crate) fn finish(self) -> (u64, Option<Sha256>) {
        (self.size, self.digest.finish(self.size))
    }
}

/// Held while bytes are written, so that a file that is taken has all of them or none.
pub(crate) fn lock(writer: &SharedWriter) -> MutexGuard<'_, Option<Writer>> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}
