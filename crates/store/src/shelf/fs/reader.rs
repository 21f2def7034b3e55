use std::fs::File;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::PathBuf;

use super::files::BLOCK;
use crate::StoreError;
use crate::model::{Hasher, Sha256};
use crate::regular_file;
use crate::shelf::FileIdentity;

/// A file on this machine, open for reading.
#[derive(Debug)]
pub struct FsFile {
    file: File,
    path: PathBuf,
}

impl FsFile {
    pub(super) fn open(path: PathBuf) -> Result<Self, StoreError> {
        let file = regular_file::open(&path)?;
        Ok(Self { file, path })
    }

    pub(in crate::shelf) fn read_exact_at(
        &self,
        buffer: &mut [u8],
        offset: u64,
    ) -> Result<(), StoreError> {
        let read = self.file.read_exact_at(buffer, offset);
        read.map_err(StoreError::file("cannot read", &self.path))
    }

    pub(in crate::shelf) fn identity(&self) -> Result<FileIdentity, StoreError> {
        let metadata =
            self.file.metadata().map_err(StoreError::file("cannot look at", &self.path))?;
        Ok(FileIdentity {
            file: (metadata.dev(), metadata.ino()),
            size: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    pub(in crate::shelf) fn digest(
        &self,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<Sha256, StoreError> {
        let mut hasher = Hasher::default();
        let mut block = vec![0; BLOCK];
        let mut offset = 0;
        loop {
            match self.file.read_at(&mut block, offset) {
                Ok(0) => return Ok(hasher.finish()),
                Ok(read) => {
                    hasher.update(block.get(..read).unwrap_or_default());
                    offset += read as u64;
                    take(read as u64)?;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(StoreError::file("cannot read", &self.path)(error)),
            }
        }
    }
}
