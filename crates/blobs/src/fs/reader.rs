use std::fs::File;
use std::io::Result;
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::PathBuf;

use crate::version::BlobVersion;

/// A file on this machine, open for reading.
#[derive(Debug)]
pub struct FsReader {
    pub(super) file: File,
    pub(super) path: PathBuf,
}

impl FsReader {
    pub(crate) fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<usize> {
        self.file.read_at(buffer, offset)
    }

    pub(crate) fn version(&self) -> Result<BlobVersion> {
        let metadata = self.file.metadata()?;
        Ok(BlobVersion {
            blob: [metadata.dev(), metadata.ino()],
            size: metadata.len(),
            stamp: [
                metadata.mtime(),
                metadata.mtime_nsec(),
                metadata.ctime(),
                metadata.ctime_nsec(),
            ],
        })
    }

    pub(crate) fn place(&self) -> String {
        self.path.display().to_string()
    }
}
