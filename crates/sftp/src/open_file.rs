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
    /// As it was when it was held against its digest.
    version: Mutex<BlobVersion>,
    /// Of a data file.
    pub(crate) went_out: Option<Arc<WentOut>>,
    has_been_read: AtomicBool,
}

impl OpenFile {
    /// Opens a file of the ledger's: if it has the bytes that the ledger says. Blocks, the first time for as
    /// long as it takes to read it.
    ///
    /// # Errors
    /// When it cannot be read.
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

    /// Whether nothing was read before; something is from now on.
    pub(crate) fn is_first_read(&self) -> bool {
        !self.has_been_read.swap(true, Ordering::Relaxed)
    }

    /// Whether anybody has touched it since it was looked at.
    ///
    /// # Errors
    /// When it cannot be looked at.
    pub(crate) fn is_touched(&self) -> Result<bool, BlobError> {
        Ok(*lock(&self.version) != self.reader.version()?)
    }

    /// Reads from `offset`, if the file has the bytes still that the ledger says: whether it has. Blocks.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn read_exact_at(
        &self,
        buffer: &mut [u8],
        offset: u64,
        checked: &CheckedFiles,
    ) -> Result<bool, BlobError> {
        let version = self.reader.version()?;
        let is_known = *lock(&self.version) == version;
        if !is_known {
            // Somebody wrote it; or only moved or removed it, which changes no byte.
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
            // An older cprabo wrote it; the scrub finds out what it is to be.
            None => Ok(self.reader.version()?.size() == *size),
        }
    }
}

/// Held for no longer than it takes to read or write a field.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
