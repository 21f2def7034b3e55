//! Files in folders on this machine.

mod account;
mod archive;
mod archive_mark;
mod archive_path;
mod archived_load;
mod archiving;
mod files;
mod reader;
mod staging;

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::layout;
use crate::private_file;

pub use archiving::FsArchiving;
pub use reader::FsFile;
pub use staging::{FsStaged, FsStaging};

/// Files in folders, readable only by their owner:
///
/// ```text
/// archive/installation       whose archive it is
/// archive/ab/abcd….zst       raw extracts
/// archive/ab/abcd….load.zst  loads that were delivered
/// shelf/vejle/…              an account's files
/// staging/load-7/…           what is written over some time
/// tmp/                       files that are not whole yet
/// ```
///
/// A file in the archive is never the same file as a served one: one damaged bit leaves the other.
#[derive(Debug)]
pub struct Fs {
    archive: PathBuf,
    shelf: PathBuf,
    staging: PathBuf,
    pub(super) tmp: PathBuf,
}

impl Fs {
    /// Creates the folders that are missing.
    pub(super) fn create(folder: &Path) -> Result<Self, StoreError> {
        private_file::make_folder(&folder.join(layout::ARCHIVE))?;
        Self::open(folder)
    }

    /// Opens the folders. The archive must be there; the others can be rebuilt from it.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let fs = Self {
            archive: folder.join(layout::ARCHIVE),
            shelf: folder.join("shelf"),
            staging: folder.join("staging"),
            tmp: folder.join("tmp"),
        };
        if !fs.archive.is_dir() {
            return Err(StoreError::NoArchive { path: fs.archive });
        }
        for folder in [&fs.archive, &fs.shelf, &fs.staging, &fs.tmp] {
            private_file::make_folder(folder)?;
        }
        Ok(fs)
    }

    pub(super) fn discard_unfinished(&self) -> Result<(), StoreError> {
        let discard = || {
            for entry in std::fs::read_dir(&self.tmp)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    std::fs::remove_dir_all(entry.path())?;
                } else {
                    std::fs::remove_file(entry.path())?;
                }
            }
            Ok(())
        };
        discard().map_err(StoreError::file("cannot clear", &self.tmp))
    }

    /// One call for all files: a run writes thousands, and each `fsync` would wait for the disk.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        let folder = File::open(&self.shelf);
        let synced = folder.and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
        synced.map_err(StoreError::file("cannot write", &self.shelf))
    }

    /// A new file for what is not complete yet.
    fn unfinished(&self) -> Result<(File, PathBuf), StoreError> {
        let path = self.tmp.join(format!("{}", uuid::Uuid::new_v4()));
        Ok((private_file::create(&path)?, path))
    }

    /// Writes under another name and renames, so that nobody finds a half-written file. Only for
    /// the one process that writes: others delete unfinished files.
    fn place(
        &self,
        path: &Path,
        write: impl FnOnce(File) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let (file, tmp) = self.unfinished()?;
        files::place_by(&tmp, file, path, write)
    }
}
