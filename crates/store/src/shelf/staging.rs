use super::Shelf;
use super::fs::{FsStaged, FsStaging};
use crate::StoreError;
use crate::model::{SftpUser, Sha256};

/// A place for files that are written over some time. What it has stays when it is dropped.
#[derive(Debug)]
pub enum Staging<'a> {
    /// A folder on this machine.
    Fs(FsStaging<'a>),
}

/// A file in such a place.
#[derive(Debug)]
pub enum Staged {
    /// A file on this machine.
    Fs(FsStaged),
}

/// What is written over some time.
impl Shelf {
    /// A place for files that are written over some time and outlive a crash; `name` is its own for ever.
    pub fn staging(&self, name: &str) -> Result<Staging<'_>, StoreError> {
        match self {
            Self::Fs(fs) => fs.staging(name).map(Staging::Fs),
        }
    }

    /// The names of all such places that there are.
    pub fn stagings(&self) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Fs(fs) => fs.stagings(),
        }
    }
}

impl Staging<'_> {
    /// Opens a file to be gone on with behind its first `size` bytes: what stands there is dropped.
    ///
    /// # Errors
    /// When it is shorter.
    pub fn file(&self, name: &str, size: u64) -> Result<Staged, StoreError> {
        match self {
            Self::Fs(staging) => staging.file(name, size).map(Staged::Fs),
        }
    }

    /// Puts a copy of a file under its digest into the archive, as a load; on disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the file does not have this digest.
    pub fn archive(&self, file: &str, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.archive(file, sha256),
        }
    }

    /// Puts a file under a name into an account's folder; it stays here too, and takes no more room. It may be lost in
    /// a power failure until [`Shelf::sync`].
    pub fn place(&self, file: &str, user: &SftpUser, name: &str) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.place(file, user, name),
        }
    }

    /// Drops everything in it.
    pub fn discard(self) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.discard(),
        }
    }
}

impl Staged {
    /// Writes at the end.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.write(bytes),
        }
    }

    /// Returns when everything written is on disk.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.sync(),
        }
    }

    /// Hands out everything that is in it, from the start, block by block.
    pub fn read(
        &mut self,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.read(take),
        }
    }
}
