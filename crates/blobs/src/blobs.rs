use std::ops::Range;
use std::path::Path;

use crate::error::BlobError;
use crate::fs::FsBlobs;
use crate::key::BlobKey;
use crate::memory::MemoryBlobs;
use crate::reader::BlobReader;

/// Bytes under keys. Every backend keeps the same contract, which `tests/contract` checks.
///
/// A call that has returned is seen by every later call. A blob that a crash left half-written is
/// never seen. Each call documents whether it survives a power failure.
#[derive(Debug, Clone)]
pub enum Blobs {
    /// Files in a folder on this machine.
    Fs(FsBlobs),
    /// Bytes in this process, for tests.
    Memory(MemoryBlobs),
}

impl Blobs {
    /// Puts a blob of these slices, whole or not at all, and replaces one of that key.
    ///
    /// A power failure may lose it until [`Blobs::flush`]; then the old blob may be there, the new
    /// one, or none.
    pub fn put<'a>(
        &self,
        key: &BlobKey,
        slices: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), BlobError> {
        match self {
            Self::Fs(fs) => fs.put(key, slices),
            Self::Memory(memory) => memory.put(key, slices),
        }
    }

    /// Makes a local file the blob of a key, whole or not at all, and replaces one of that key. The
    /// file is gone from its path afterwards; when this fails, it is there still.
    ///
    /// On disk when this returns. For one large file: many small ones are faster by
    /// [`Blobs::put`] and one [`Blobs::flush`].
    pub fn put_file(&self, key: &BlobKey, file: &Path) -> Result<(), BlobError> {
        match self {
            Self::Fs(fs) => fs.put_file(key, file),
            Self::Memory(memory) => memory.put_file(key, file),
        }
    }

    /// All bytes of a blob. For small ones.
    ///
    /// # Errors
    /// [`BlobError::is_not_found`] when there is none.
    pub fn get(&self, key: &BlobKey) -> Result<Vec<u8>, BlobError> {
        self.get_range(key, 0..u64::MAX)
    }

    /// The bytes of a blob in a range: fewer where the blob ends before, none where it ends before
    /// the range.
    ///
    /// Opens the blob each time: who reads many ranges opens it once.
    ///
    /// # Errors
    /// [`BlobError::is_not_found`] when there is none.
    pub fn get_range(&self, key: &BlobKey, range: Range<u64>) -> Result<Vec<u8>, BlobError> {
        let reader = self.open(key)?;
        let end = range.end.min(reader.version()?.size());
        let length = end.saturating_sub(range.start);
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        reader.read_exact_at(&mut bytes, range.start)?;
        Ok(bytes)
    }

    /// Opens a blob for reading.
    ///
    /// # Errors
    /// [`BlobError::is_not_found`] when there is none.
    pub fn open(&self, key: &BlobKey) -> Result<BlobReader, BlobError> {
        match self {
            Self::Fs(fs) => fs.open(key).map(BlobReader::Fs),
            Self::Memory(memory) => memory.open(key).map(BlobReader::Memory),
        }
    }

    /// The length of a blob in bytes; `None` when there is none.
    pub fn size(&self, key: &BlobKey) -> Result<Option<u64>, BlobError> {
        match self {
            Self::Fs(fs) => fs.size(key),
            Self::Memory(memory) => memory.size(key),
        }
    }

    /// Deletes a blob, if it is there. After a power failure it may be there again: a caller that
    /// must be sure checks again later.
    pub fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
        match self {
            Self::Fs(fs) => fs.delete(key),
            Self::Memory(memory) => memory.delete(key),
        }
    }

    /// The keys below a prefix of whole parts, such as `vejle`, at any depth and in no order; all
    /// keys below the empty prefix. Slow: for sweeps and checks, never to find out what is served.
    pub fn list(&self, prefix: &str) -> Result<Vec<BlobKey>, BlobError> {
        match self {
            Self::Fs(fs) => fs.list(prefix),
            Self::Memory(memory) => memory.list(prefix),
        }
    }

    /// Takes away others' permissions on a blob. Returns whether there were any; a backend without
    /// permissions has none.
    ///
    /// # Errors
    /// [`BlobError::NotOurs`] when the file belongs to another user.
    pub fn make_private(&self, key: &BlobKey) -> Result<bool, BlobError> {
        match self {
            Self::Fs(fs) => fs.make_private(key),
            Self::Memory(memory) => memory.size(key).map(|_| false),
        }
    }

    /// Returns when everything put so far is on disk, by whichever process.
    ///
    /// # Errors
    /// Blobs put since the last call must not be announced then.
    pub fn flush(&self) -> Result<(), BlobError> {
        match self {
            Self::Fs(fs) => fs.flush(),
            Self::Memory(memory) => memory.flush(),
        }
    }
}
