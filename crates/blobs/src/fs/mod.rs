//! Blobs in a folder on this machine.

mod files;
mod reader;

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use private_files::{private_file, regular_file};

use self::files::{clear_folder, failed, remove, sync, walk, write_slices};
use crate::error::BlobError;
use crate::key::BlobKey;
use crate::scratch::ScratchFile;

pub use reader::FsReader;

/// Files in a folder on this machine, readable only by their owner: the key is the path below it.
///
/// A file is written in another folder, `tmp`, and renamed, so that no half-written file is
/// visible. Files that a crash left in `tmp` may be deleted when no other process is writing.
#[derive(Debug, Clone)]
pub struct FsBlobs {
    root: PathBuf,
    tmp: PathBuf,
}

impl FsBlobs {
    /// Blobs in the folder `root`. Both folders are created if they are not there; their parents
    /// must be: a missing parent may be a disk that is not mounted.
    pub fn create(root: PathBuf, tmp: PathBuf) -> Result<Self, BlobError> {
        private_file::make_folder(&root)?;
        private_file::make_folder(&tmp)?;
        Ok(Self { root, tmp })
    }

    pub(crate) fn put<'a>(
        &self,
        key: &BlobKey,
        slices: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), BlobError> {
        let path = self.path(key);
        self.make_folders(key)?;
        let (scratch, file) = ScratchFile::create(&self.tmp)?;
        write_slices(file, slices).map_err(failed("cannot write", &path))?;
        clear_folder(&path)?;
        std::fs::rename(scratch.path(), &path).map_err(failed("cannot write", &path))
    }

    pub(crate) fn put_file(&self, key: &BlobKey, file: &Path) -> Result<(), BlobError> {
        let path = self.path(key);
        self.make_folders(key)?;
        sync(file)?;
        clear_folder(&path)?;
        match std::fs::rename(file, &path) {
            Err(error) if error.kind() == ErrorKind::CrossesDevices => self.copy(file, &path)?,
            renamed => renamed.map_err(failed("cannot write", &path))?,
        }
        // It is there still after a copy, and where both are names of one file.
        let _ = std::fs::remove_file(file);
        key.folders().try_for_each(|folder| sync(&self.root.join(folder)))?;
        sync(&self.root)
    }

    /// Copies a file from another disk. On disk when this returns, but not its name.
    fn copy(&self, file: &Path, path: &Path) -> Result<(), BlobError> {
        let mut source = regular_file::open(file)?;
        let (scratch, mut copy) = ScratchFile::create(&self.tmp)?;
        let copied = std::io::copy(&mut source, &mut copy).and_then(|_| copy.sync_all());
        let placed = copied.and_then(|()| std::fs::rename(scratch.path(), path));
        placed.map_err(failed("cannot write", path))
    }

    pub(crate) fn open(&self, key: &BlobKey) -> Result<FsReader, BlobError> {
        let path = self.path(key);
        let file = regular_file::open(&path)?;
        Ok(FsReader { file, path })
    }

    pub(crate) fn size(&self, key: &BlobKey) -> Result<Option<u64>, BlobError> {
        let path = self.path(key);
        match std::fs::metadata(&path) {
            Ok(metadata) => Ok(metadata.is_file().then_some(metadata.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("cannot look at", &path)(error)),
        }
    }

    pub(crate) fn delete(&self, key: &BlobKey) -> Result<(), BlobError> {
        remove(&self.path(key))
    }

    /// Links are not followed, and names that are no text are left out: neither is a blob of ours.
    pub(crate) fn list(&self, prefix: &str) -> Result<Vec<BlobKey>, BlobError> {
        let mut keys = Vec::new();
        if prefix.is_empty() {
            walk(&self.root, "", &mut keys)?;
        } else {
            let prefix: BlobKey = prefix.parse()?;
            walk(&self.path(&prefix), prefix.as_str(), &mut keys)?;
        }
        Ok(keys)
    }

    pub(crate) fn make_private(&self, key: &BlobKey) -> Result<bool, BlobError> {
        let path = self.path(key);
        // A link is not followed: its target is no business of this folder.
        match path.symlink_metadata() {
            Ok(metadata) if !metadata.is_file() => {
                Err(BlobError::NoFile { place: path.display().to_string() })
            }
            _ => Ok(private_file::make_private_with_folder(&path)?),
        }
    }

    /// One call for all files: a run writes thousands, and each `fsync` would wait for the disk.
    pub(crate) fn flush(&self) -> Result<(), BlobError> {
        let folder = File::open(&self.root);
        let synced = folder.and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
        synced.map_err(failed("cannot write", &self.root))
    }

    fn path(&self, key: &BlobKey) -> PathBuf {
        self.root.join(key.as_str())
    }

    /// The root is not made again: it may be a disk that is not mounted.
    fn make_folders(&self, key: &BlobKey) -> Result<(), BlobError> {
        for folder in key.folders() {
            private_file::make_folder(&self.root.join(folder))?;
        }
        Ok(())
    }
}
