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

/// Files in folders, readable by their owner alone:
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
/// What lies in the archive is never the same file as what is served: a bit that flips in one leaves the other.
#[derive(Debug)]
pub struct Fs {
    archive: PathBuf,
    shelf: PathBuf,
    staging: PathBuf,
    pub(super) tmp: PathBuf,
}

impl Fs {
    /// Makes the folders that are not there.
    pub(super) fn create(folder: &Path) -> Result<Self, StoreError> {
        private_file::make_folder(&folder.join(layout::ARCHIVE))?;
        Self::open(folder)
    }

    /// Opens folders of which the archive must be there: what lies in the others can be made again from it.
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

    /// A file in which to write what is not whole yet.
    fn unfinished(&self) -> Result<(File, PathBuf), StoreError> {
        let path = self.tmp.join(format!("{}", uuid::Uuid::new_v4()));
        Ok((private_file::create(&path)?, path))
    }

    /// Writes under another name, then renames, so that nobody finds half a file under its own. Only for the one process
    /// that writes: others throw away what is not finished.
    fn place(
        &self,
        path: &Path,
        write: impl FnOnce(File) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let (file, tmp) = self.unfinished()?;
        files::place_by(&tmp, file, path, write)
    }
}
