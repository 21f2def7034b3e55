use super::Shelf;
use super::fs::{FsStaged, FsStaging};
use crate::StoreError;
use crate::model::{SftpUser, Sha256};

/// A folder for files that are written over some time. Dropping the value keeps the files.
#[derive(Debug)]
pub enum Staging<'a> {
    /// A folder on this machine.
    Fs(FsStaging<'a>),
}

/// A file in a staging folder.
#[derive(Debug)]
pub enum Staged {
    /// A file on this machine.
    Fs(FsStaged),
}

/// Files that are written over some time.
impl Shelf {
    /// A folder for files that are written over some time and survive a crash; `name` is used once
    /// only.
    pub fn staging(&self, name: &str) -> Result<Staging<'_>, StoreError> {
        match self {
            Self::Fs(fs) => fs.staging(name).map(Staging::Fs),
        }
    }

    /// The names of all staging folders.
    pub fn stagings(&self) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Fs(fs) => fs.stagings(),
        }
    }
}

impl Staging<'_> {
    /// Opens a file to continue after its first `size` bytes. Later bytes are dropped.
    ///
    /// # Errors
    /// [`StoreError::File`] when it is shorter.
    pub fn file(&self, name: &str, size: u64) -> Result<Staged, StoreError> {
        match self {
            Self::Fs(staging) => staging.file(name, size).map(Staged::Fs),
        }
    }

    /// Archives a copy of a file as a load, under its digest. On disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the file does not have this digest.
    pub fn archive(&self, file: &str, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.archive(file, sha256),
        }
    }

    /// Puts a file under a name into an account's folder. It stays here too and takes no more
    /// space. A power failure may lose it until [`Shelf::sync`].
    pub fn place(&self, file: &str, user: &SftpUser, name: &str) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.place(file, user, name),
        }
    }

    /// Deletes everything in it.
    pub fn discard(self) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.discard(),
        }
    }
}

impl Staged {
    /// Appends bytes.
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

    /// Visits its content from the start, block by block.
    pub fn read(
        &mut self,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.read(take),
        }
    }
}
