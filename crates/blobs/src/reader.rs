use std::io::{Error, ErrorKind};

use sha256::{Hasher, Sha256};

use crate::checked_files::CheckedFiles;
use crate::error::BlobError;
use crate::fs::FsReader;
use crate::memory::MemoryReader;
use crate::version::BlobVersion;

/// The bytes that are read at once.
pub(crate) const BLOCK: usize = 256 * 1024;

/// A blob that is open for reading. It reads the bytes that were there when it was opened, also
/// after the blob was replaced or deleted.
///
/// On a file system a read is one system call and no open. A backend with slow reads would read
/// ahead behind this handle.
#[derive(Debug)]
pub enum BlobReader {
    /// A file on this machine.
    Fs(FsReader),
    /// Bytes in memory.
    Memory(MemoryReader),
}

impl BlobReader {
    /// The version of what is read. It changes when the blob is written, replaced or deleted.
    pub fn version(&self) -> Result<BlobVersion, BlobError> {
        let version = match self {
            Self::Fs(file) => file.version(),
            Self::Memory(bytes) => bytes.version(),
        };
        version.map_err(BlobError::failed("cannot look at", self.place()))
    }

    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// [`BlobError::Failed`] when the blob ends before the buffer is full.
    pub fn read_exact_at(&self, mut buffer: &mut [u8], mut offset: u64) -> Result<(), BlobError> {
        let cannot_read = |source| BlobError::failed("cannot read", self.place())(source);
        while !buffer.is_empty() {
            match self.read_at(buffer, offset).map_err(cannot_read)? {
                0 => return Err(cannot_read(Error::from(ErrorKind::UnexpectedEof))),
                read => {
                    buffer = buffer.get_mut(read..).unwrap_or_default();
                    offset += read as u64;
                }
            }
        }
        Ok(())
    }

    /// Visits all bytes from the start, block by block. `take` can stop the read by an error.
    pub fn for_each_block<E: From<BlobError>>(
        &self,
        take: &mut dyn FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut block = vec![0; BLOCK];
        let mut offset = 0;
        loop {
            let read = self.read_at(&mut block, offset);
            match read.map_err(BlobError::failed("cannot read", self.place()))? {
                0 => return Ok(()),
                read => {
                    take(block.get(..read).unwrap_or_default())?;
                    offset += read as u64;
                }
            }
        }
    }

    /// The digest of its content. Reads all of it; `take` is called with the number of bytes read,
    /// and can stop the read.
    pub fn digest(
        &self,
        take: &mut dyn FnMut(u64) -> Result<(), BlobError>,
    ) -> Result<Sha256, BlobError> {
        let mut hasher = Hasher::default();
        self.for_each_block(&mut |block| {
            hasher.update(block);
            take(block.len() as u64)
        })?;
        Ok(hasher.finish())
    }

    /// Whether it has this size and digest. Reads all of it, unless that was done before and the
    /// blob was not written since. `take` is called with the number of bytes read, and can stop the
    /// read.
    pub fn has_bytes(
        &self,
        size: u64,
        sha256: &Sha256,
        checked: &CheckedFiles,
        take: &mut dyn FnMut(u64) -> Result<(), BlobError>,
    ) -> Result<bool, BlobError> {
        let version = self.version()?;
        if version.size() != size {
            return Ok(false);
        }
        if checked.has(&version, sha256) {
            return Ok(true);
        }
        let is_whole = self.digest(take)? == *sha256 && self.version()? == version;
        if is_whole {
            checked.remember(version, *sha256);
        }
        Ok(is_whole)
    }

    /// Reads into `buffer` from `offset`: 0 at the end only. Never interrupted.
    pub(crate) fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize, Error> {
        loop {
            let read = match self {
                Self::Fs(file) => file.read_at(buffer, offset),
                Self::Memory(bytes) => bytes.read_at(buffer, offset),
            };
            match read {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    /// Where it is, for errors.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Fs(file) => file.place(),
            Self::Memory(bytes) => bytes.place(),
        }
    }
}
