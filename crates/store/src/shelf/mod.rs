//! The files: raw extracts in the archive, and what the systems fetch.

mod account_folder;
mod archive;
mod archive_file;
mod archived_load;
mod archiving;
mod file_identity;
mod fs;
mod reader;
mod staging;

use std::path::Path;

use crate::StoreError;

pub use archive_file::ArchiveFile;
pub use archiving::Archiving;
pub use file_identity::{CheckedFiles, FileIdentity};
pub use fs::{Fs, FsArchiving, FsFile, FsStaged, FsStaging};
pub use reader::ShelfReader;
pub use staging::{Staged, Staging};

/// The files: raw extracts in the archive, and what the systems fetch.
///
/// A file is not shown to any system until the ledger says so. A file that a crash left
/// half-written is never seen, and is written again.
#[derive(Debug)]
pub enum Shelf {
    /// A folder on this machine.
    Fs(Fs),
}

impl Shelf {
    /// The shelf in `folder`, which is created if it is not there.
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        Fs::create(folder).map(Self::Fs)
    }

    /// The shelf in `folder`, whose archive must be there.
    ///
    /// # Errors
    /// [`StoreError::NoArchive`] when it is not.
    pub fn open_folder(folder: &Path) -> Result<Self, StoreError> {
        Fs::open(folder).map(Self::Fs)
    }

    /// Returns when everything put so far is on disk.
    ///
    /// # Errors
    /// Files put since the last call must not be announced then.
    pub fn sync(&self) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.sync(),
        }
    }

    /// Deletes files that a crash left half-written. Only for the one process that writes.
    pub fn discard_unfinished(&self) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.discard_unfinished(),
        }
    }
}
