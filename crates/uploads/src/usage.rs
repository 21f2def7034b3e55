use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::UploadError;
use crate::limits::UploadLimits;

/// What an account has in its `OUT`, in bytes and files.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    bytes: AtomicU64,
    files: AtomicU64,
}

impl Usage {
    pub(crate) fn new(bytes: u64, files: u64) -> Self {
        Self { bytes: bytes.into(), files: files.into() }
    }

    /// Bytes and files.
    pub(crate) fn now(&self) -> (u64, u64) {
        (self.bytes.load(Ordering::Relaxed), self.files.load(Ordering::Relaxed))
    }

    pub(crate) fn add_file(&self, limits: &UploadLimits) -> Result<(), UploadError> {
        add(&self.files, 1, limits.account_files)
    }

    pub(crate) fn add_bytes(&self, bytes: u64, limits: &UploadLimits) -> Result<(), UploadError> {
        add(&self.bytes, bytes, limits.account_bytes)
    }

    /// A file that was there before, whatever the limits are.
    pub(crate) fn put_back(&self, bytes: u64) {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn remove_bytes(&self, bytes: u64) {
        subtract(&self.bytes, bytes);
    }

    pub(crate) fn remove_file(&self, bytes: u64) {
        subtract(&self.files, 1);
        subtract(&self.bytes, bytes);
    }
}

/// Nothing else depends on the order of these operations.
fn add(number: &AtomicU64, more: u64, limit: u64) -> Result<(), UploadError> {
    let sum = |now: u64| now.checked_add(more).filter(|sum| *sum <= limit);
    number
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, sum)
        .map(|_| ())
        .map_err(|_| UploadError::OverQuota)
}

fn subtract(number: &AtomicU64, less: u64) {
    let rest = |now: u64| Some(now.saturating_sub(less));
    // An error would mean that `rest` is `None`; it never is.
    let _ = number.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest);
}

/// Whether the disk of a folder has room for uploads.
pub(crate) fn check_disk(folder: &Path, limits: &UploadLimits) -> Result<(), UploadError> {
    let disk = rustix::fs::statvfs(folder).map_err(std::io::Error::from);
    let disk = disk.map_err(UploadError::of_folder("cannot look at", folder))?;
    if disk.f_bavail.saturating_mul(disk.f_frsize) < limits.free_bytes {
        return Err(UploadError::DiskFull);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_up_to_the_limit_and_not_one_more() {
        let limits =
            UploadLimits { account_bytes: 10, account_files: 2, ..UploadLimits::default() };
        let usage = Usage::new(4, 1);
        assert!(usage.add_bytes(6, &limits).is_ok());
        assert!(matches!(usage.add_bytes(1, &limits), Err(UploadError::OverQuota)));
        assert!(usage.add_file(&limits).is_ok() && usage.add_file(&limits).is_err());
        usage.remove_file(5);
        assert_eq!(usage.now(), (5, 1));
        usage.remove_bytes(9);
        assert_eq!(usage.now(), (0, 1), "never below nothing");
        assert!(usage.add_bytes(u64::MAX, &limits).is_err());
    }
}
