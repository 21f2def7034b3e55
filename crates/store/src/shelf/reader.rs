use super::file_identity::{CheckedFiles, FileIdentity};
use super::fs::FsFile;
use crate::StoreError;
use crate::model::Sha256;

/// A file on the shelf, open for reading.
#[derive(Debug)]
pub enum ShelfReader {
    /// A file on this machine.
    Fs(FsFile),
}

impl ShelfReader {
    /// The identity by which the file is recognised as unchanged.
    pub fn identity(&self) -> Result<FileIdentity, StoreError> {
        match self {
            Self::Fs(file) => file.identity(),
        }
    }

    /// The digest of its content. Reads all of it; `take` is called with the number of bytes read,
    /// and can stop the read.
    pub fn digest(
        &self,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<Sha256, StoreError> {
        match self {
            Self::Fs(file) => file.digest(take),
        }
    }

    /// Whether it has this size and digest. Reads all of it, unless that was done before and the
    /// file was not written since. `take` is called with the number of bytes read, and can stop the
    /// read.
    pub fn has_bytes(
        &self,
        size: u64,
        sha256: &Sha256,
        checked: &CheckedFiles,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let identity = self.identity()?;
        if identity.size != size {
            return Ok(false);
        }
        if checked.has(&identity, sha256) {
            return Ok(true);
        }
        let is_whole = self.digest(take)? == *sha256 && self.identity()? == identity;
        if is_whole {
            checked.remember(identity, *sha256);
        }
        Ok(is_whole)
    }

    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// [`StoreError::File`] when the file ends before the buffer is full.
    pub fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.read_exact_at(buffer, offset),
        }
    }
}
