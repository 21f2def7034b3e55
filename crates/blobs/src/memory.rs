use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result as IoResult};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::BlobError;
use crate::key::BlobKey;
use crate::version::BlobVersion;

/// Bytes in this process, for tests: clones share them, and they are gone with the last one.
///
/// Calls can be made to fail ([`MemoryBlobs::fail_after`]), to see what callers do then.
#[derive(Debug, Clone, Default)]
pub struct MemoryBlobs(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    blobs: BTreeMap<BlobKey, Stored>,
    /// The number of blobs written so far.
    writes: u64,
    /// The number of calls that will succeed before one fails.
    failing_after: Option<u64>,
    has_failed: bool,
}

/// The bytes of a blob, and the number of the write that put them.
#[derive(Debug, Clone)]
struct Stored {
    bytes: Arc<[u8]>,
    write: u64,
}

impl MemoryBlobs {
    /// Has one call fail after `calls` others: 0 for the next. `None` has none fail. A call that
    /// fails changes nothing. Reads from an open blob are no calls.
    pub fn fail_after(&self, calls: Option<u64>) {
        let mut state = self.lock();
        (state.failing_after, state.has_failed) = (calls, false);
    }

    /// Whether the call that was to fail did.
    pub fn has_failed(&self) -> bool {
        self.lock().has_failed
    }

    pub(crate) fn put<'a>(
        &self,
        key: &BlobKey,
        slices: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), BlobError> {
        let bytes: Vec<u8> = slices.flatten().copied().collect();
        self.call("cannot write", key)?.store(key, bytes);
        Ok(())
    }

    pub(crate) fn put_file(&self, key: &BlobKey, file: &Path) -> Result<(), BlobError> {
        let cannot_write = |source| BlobError::failed("cannot write", place(key))(source);
        let bytes = std::fs::read(file).map_err(cannot_write)?;
        self.call("cannot write", key)?.store(key, bytes);
        std::fs::remove_file(file).map_err(cannot_write)
    }

    pub(crate) fn open(&self, key: &BlobKey) -> Result<MemoryReader, BlobError> {
        let stored = self.call("cannot open", key)?.blobs.get(key).cloned();
        let none = || BlobError::failed("cannot open", place(key))(ErrorKind::NotFound.into());
        let stored = stored.ok_or_else(none)?;
        Ok(MemoryReader { blobs: self.clone(), key: key.clone(), stored })
    }

    pub(crate) fn size(&self, key: &BlobKey) -> Result<Option<u64>, BlobError> {
        let state = self.call("cannot look at", key)?;
        Ok(state.blobs.get(key).map(|stored| stored.bytes.len() as u64))
    }

    pub(crate) fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
        self.call("cannot remove", key)?.blobs.remove(key);
        Ok(())
    }

    pub(crate) fn list(&self, prefix: &str) -> Result<Vec<BlobKey>, BlobError> {
        if !prefix.is_empty() {
            prefix.parse::<BlobKey>()?;
        }
        let state = self.call("cannot list", prefix)?;
        let is_below = |key: &&BlobKey| key.below(prefix).is_some();
        Ok(state.blobs.keys().filter(is_below).cloned().collect())
    }

    pub(crate) fn flush(&self) -> Result<(), BlobError> {
        self.call("cannot write", "").map(drop)
    }

    /// The state for a call, unless it is the one that is to fail.
    fn call(
        &self,
        operation: &'static str,
        key: impl std::fmt::Display,
    ) -> Result<MutexGuard<'_, State>, BlobError> {
        let mut state = self.lock();
        let left = state.failing_after;
        state.failing_after = left.and_then(|left| left.checked_sub(1));
        if left == Some(0) {
            state.has_failed = true;
            return Err(BlobError::failed(operation, place(key))(Error::other(
                "failed on purpose",
            )));
        }
        Ok(state)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn store(&mut self, key: &BlobKey, bytes: Vec<u8>) {
        self.writes += 1;
        let stored = Stored { bytes: bytes.into(), write: self.writes };
        self.blobs.insert(key.clone(), stored);
    }
}

/// A blob in memory, open for reading.
#[derive(Debug)]
pub struct MemoryReader {
    blobs: MemoryBlobs,
    key: BlobKey,
    stored: Stored,
}

impl MemoryReader {
    pub(crate) fn read_at(&self, buffer: &mut [u8], offset: u64) -> IoResult<usize> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let rest = self.stored.bytes.get(start..).unwrap_or_default();
        let read = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        Ok(read)
    }

    pub(crate) fn version(&self) -> IoResult<BlobVersion> {
        let Stored { bytes, write } = &self.stored;
        let state = self.blobs.lock();
        let is_there = state.blobs.get(&self.key).is_some_and(|now| now.write == *write);
        let stamp = [i64::from(is_there), 0, 0, 0];
        Ok(BlobVersion { blob: [0, *write], size: bytes.len() as u64, stamp })
    }

    pub(crate) fn place(&self) -> String {
        place(&self.key)
    }
}

fn place(key: impl std::fmt::Display) -> String {
    format!("memory/{key}")
}
