use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blobs::{AccountFolders, BlobError, BlobReader, BlobVersion, CheckedFiles};
use store::{FolderEntry, SftpUser};

use crate::went_out::WentOut;

/// An open file of an account.
#[derive(Debug)]
pub(crate) struct OpenFile {
    pub(crate) entry: FolderEntry,
    reader: BlobReader,
    /// The version of the file when its digest was last checked.
    version: Mutex<BlobVersion>,
    /// Progress of the receipt; only of a data file.
    pub(crate) went_out: Option<Arc<WentOut>>,
    has_been_read: AtomicBool,
}

impl OpenFile {
    /// Opens a file of the ledger if its bytes have the ledger's digest; `None` otherwise. Blocks; the first time it
    /// reads the whole file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn open(
        folders: &AccountFolders,
        user: &SftpUser,
        entry: FolderEntry,
        went_out: Option<Arc<WentOut>>,
        checked: &CheckedFiles,
    ) -> Result<Option<Self>, BlobError> {
        let reader = match folders.open(user, &entry.name) {
            Err(error) if error.is_not_found() => return Ok(None),
            Err(BlobError::NoFile { .. }) => return Ok(None),
            opened => opened?,
        };
        let version = Mutex::new(reader.version()?);
        let has_been_read = AtomicBool::new(false);
        let file = Self { entry, reader, version, went_out, has_been_read };
        Ok(file.is_as_written(checked)?.then_some(file))
    }

    /// Whether this is the first read. Later calls return `false`.
    pub(crate) fn is_first_read(&self) -> bool {
        !self.has_been_read.swap(true, Ordering::Relaxed)
    }

    /// Whether the file was changed in any way since its digest was checked.
    ///
    /// # Errors
    /// When the file system fails.
    pub(crate) fn is_touched(&self) -> Result<bool, BlobError> {
        Ok(*lock(&self.version) != self.reader.version()?)
    }

    /// Reads from `offset`. Returns `false` when the file no longer has the ledger's bytes. Blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn read_exact_at(
        &self,
        buffer: &mut [u8],
        offset: u64,
        checked: &CheckedFiles,
    ) -> Result<bool, BlobError> {
        let version = self.reader.version()?;
        let is_known = *lock(&self.version) == version;
        if !is_known {
            // The file was written, or only moved or removed, which does not change its bytes.
            if !self.is_as_written(checked)? {
                return Ok(false);
            }
            *lock(&self.version) = version;
        }
        self.reader.read_exact_at(buffer, offset).map(|()| true)
    }

    fn is_as_written(&self, checked: &CheckedFiles) -> Result<bool, BlobError> {
        let FolderEntry { size, sha256, .. } = &self.entry;
        match sha256 {
            Some(sha256) => self.reader.has_bytes(*size, sha256, checked, &mut |_| Ok(())),
            // An older cprabo wrote the file and noted no digest; the scrub will note one.
            None => Ok(self.reader.version()?.size() == *size),
        }
    }
}

/// The locks are held only to read or write a field.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
