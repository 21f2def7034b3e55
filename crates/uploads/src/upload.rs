use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use exchange_proto::OutName;

use crate::account::Account;
use crate::error::UploadError;
use crate::running_digest::RunningDigest;
use crate::usage::check_disk;
use crate::writer::{SharedWriter, lock};

/// Bytes by which a file grows between two looks at how full the disk is.
const DISK_CHECKED_EVERY: u64 = 8 * 1024 * 1024;

/// A file that is open to be written. Dropping it closes it.
#[derive(Debug)]
pub struct Upload {
    account: Arc<Account>,
    name: OutName,
    writer: SharedWriter,
}

impl Upload {
    pub(crate) const fn new(account: Arc<Account>, name: OutName, writer: SharedWriter) -> Self {
        Self { account, name, writer }
    }

    /// Writes all bytes from `offset`, or at the end of a file that was opened to be appended to. Blocks.
    ///
    /// # Errors
    /// [`UploadError::Stale`], [`UploadError::OverQuota`], [`UploadError::DiskFull`].
    pub fn write(&self, offset: u64, bytes: &[u8]) -> Result<(), UploadError> {
        let mut writer = lock(&self.writer);
        let writer = writer.as_mut().ok_or(UploadError::Stale)?;
        if bytes.is_empty() {
            return Ok(());
        }
        let offset = if writer.append { writer.size } else { offset };
        let end = offset.checked_add(bytes.len() as u64).ok_or(UploadError::OverQuota)?;
        let growth = end.saturating_sub(writer.size);
        let limits = self.account.limits();
        if growth > 0 {
            if end > limits.file_bytes {
                return Err(UploadError::OverQuota);
            }
            if end > writer.disk_checked_to {
                check_disk(&writer.folder, limits)?;
                writer.disk_checked_to = end.saturating_add(DISK_CHECKED_EVERY);
            }
            self.account.usage().add_bytes(growth, limits)?;
        }
        let written = writer.file.write_all_at(bytes, offset);
        written.map_err(|error| {
            self.account.usage().remove_bytes(growth);
            // What is on disk is not known any more, but for its length, if that can be had.
            writer.digest = RunningDigest::default();
            let _ = writer.file.set_len(writer.size);
            UploadError::failed("writing an upload")(error)
        })?;
        writer.digest.add(offset, bytes);
        writer.size = writer.size.max(end);
        Ok(())
    }

    /// The length of the file now.
    ///
    /// # Errors
    /// [`UploadError::Stale`].
    pub fn size(&self) -> Result<u64, UploadError> {
        lock(&self.writer).as_ref().map(|writer| writer.size).ok_or(UploadError::Stale)
    }

    /// Closes the file. What was written is there for a later handle, whatever this returns; on disk, if it is no
    /// trigger, when it returns: whoever is answered uploads the trigger, and after a power failure no trigger may be
    /// there with less than its file. A trigger that is not whole is no XML.
    ///
    /// # Errors
    /// [`UploadError::Stale`], or that the disk fails.
    pub fn close(self) -> Result<(), UploadError> {
        if self.name.triggered().is_none() {
            let file = lock(&self.writer).as_ref().map(|writer| writer.file.try_clone());
            let synced = file.ok_or(UploadError::Stale)?.and_then(|file| file.sync_data());
            synced.map_err(UploadError::failed("writing an upload"))?;
        }
        if self.account.close(&self.name, &self.writer) { Ok(()) } else { Err(UploadError::Stale) }
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        self.account.close(&self.name, &self.writer);
    }
}
