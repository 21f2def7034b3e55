use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blobs::{BlobError, BlobReader, BlobVersion};
use store::{FileSource, FolderEntry, Part, SftpUser, StoreError};

use crate::call_error::CallError;
use crate::state::SftpState;
use crate::went_out::WentOut;

/// An open file of an account.
#[derive(Debug)]
pub(crate) struct OpenFile {
    pub(crate) entry: FolderEntry,
    content: Content,
    /// Progress of the receipt; only of a data file.
    pub(crate) went_out: Option<Arc<WentOut>>,
    has_been_read: AtomicBool,
}

#[derive(Debug)]
enum Content {
    /// A file, and its version when its digest was last checked.
    File(BlobReader, Mutex<BlobVersion>),
    /// A small one that the ledger has, checked with its row.
    InLedger(Vec<u8>),
}

impl OpenFile {
    /// Opens a file of the ledger if its bytes have the ledger's digest; `None` otherwise. Blocks; the first time it
    /// reads the whole file.
    ///
    /// # Errors
    /// When the file, or the ledger, cannot be read.
    pub(crate) fn open(
        files: &SftpState,
        user: &SftpUser,
        entry: FolderEntry,
        went_out: Option<Arc<WentOut>>,
    ) -> Result<Option<Self>, CallError> {
        let opened = match (entry.source, entry.part) {
            (FileSource::Delivery { .. }, _) => files.folders.open(user, &entry.name),
            (FileSource::Forwarded { transfer, .. }, Part::Data) => {
                files.forwarded.open(transfer.number())
            }
            (FileSource::Forwarded { file, .. }, Part::Metadata) => {
                return Ok(Self::in_ledger(entry, files.store.forwarded_metadata(file))?);
            }
            (FileSource::Receipt { receipt, .. }, _) => {
                return Ok(Self::in_ledger(entry, files.store.receipt(receipt))?);
            }
        };
        let reader = match opened {
            Err(error) if error.is_not_found() => return Ok(None),
            Err(BlobError::NoFile { .. }) => return Ok(None),
            opened => opened?,
        };
        let version = Mutex::new(reader.version()?);
        let content = Content::File(reader, version);
        let file = Self { entry, content, went_out, has_been_read: AtomicBool::new(false) };
        Ok(file.is_as_written(files)?.then_some(file))
    }

    fn in_ledger(
        entry: FolderEntry,
        bytes: Result<Option<Vec<u8>>, StoreError>,
    ) -> Result<Option<Self>, StoreError> {
        let has_been_read = AtomicBool::new(false);
        let file = |bytes| Self {
            entry,
            content: Content::InLedger(bytes),
            went_out: None,
            has_been_read,
        };
        bytes.map(|bytes| bytes.map(file))
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
        match &self.content {
            Content::File(reader, version) => Ok(*lock(version) != reader.version()?),
            Content::InLedger(_) => Ok(false),
        }
    }

    /// Reads from `offset`. Returns `false` when the file no longer has the ledger's bytes. Blocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn read_exact_at(
        &self,
        buffer: &mut [u8],
        offset: u64,
        files: &SftpState,
    ) -> Result<bool, BlobError> {
        let (reader, checked) = match &self.content {
            Content::File(reader, checked) => (reader, checked),
            Content::InLedger(bytes) => return Ok(copy(bytes, buffer, offset)),
        };
        let version = reader.version()?;
        let is_known = *lock(checked) == version;
        if !is_known {
            // The file was written, or only moved or removed, which does not change its bytes.
            if !self.is_as_written(files)? {
                return Ok(false);
            }
            *lock(checked) = version;
        }
        reader.read_exact_at(buffer, offset).map(|()| true)
    }

    fn is_as_written(&self, files: &SftpState) -> Result<bool, BlobError> {
        let Content::File(reader, _) = &self.content else { return Ok(true) };
        let FolderEntry { size, sha256, .. } = &self.entry;
        match sha256 {
            Some(sha256) => reader.has_bytes(*size, sha256, &files.checked, &mut |_| Ok(())),
            // An older cprabo wrote the file and noted no digest; the scrub will note one.
            None => Ok(reader.version()?.size() == *size),
        }
    }
}

/// Copies the bytes from `offset`; `false` when there are fewer.
fn copy(bytes: &[u8], buffer: &mut [u8], offset: u64) -> bool {
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    let end = start.saturating_add(buffer.len());
    bytes.get(start..end).is_some_and(|bytes| {
        buffer.copy_from_slice(bytes);
        true
    })
}

/// The locks are held only to read or write a field.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
