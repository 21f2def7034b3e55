//! The archive: raw extracts as they were received and loads as they were delivered, each under its
//! digest and compressed.

use std::fs::File;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use super::Fs;
use super::archive_path::{EXTRACT, LEVEL, encoder, parse};
use super::files::{for_each_block, names, remove};
use crate::StoreError;
use crate::model::{Hasher, Sha256};
use crate::private_file;
use crate::regular_file;
use crate::shelf::ArchiveFile;

impl Fs {
    pub(in crate::shelf) fn archive(
        &self,
        sha256: &Sha256,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let path = self.archive_path(sha256, EXTRACT);
        // A damaged file is replaced when the same extract comes again.
        if !path.exists() || !self.is_whole(&path, sha256)? {
            private_file::make_folder(path.parent().unwrap_or(&self.archive))?;
            self.place(&path, |file| {
                let compress = || {
                    let mut encoder = encoder(file, LEVEL)?;
                    encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
                    encoder.write_all(bytes)?;
                    encoder.finish()?.sync_all()
                };
                compress().map_err(StoreError::file("cannot write", &path))
            })?;
        }
        // Also if it was there: a crash may have come between the rename and the sync.
        self.sync_archive(&path)
    }

    pub(in crate::shelf) fn archived(&self, sha256: &Sha256) -> Result<Vec<u8>, StoreError> {
        let path = self.archive_path(sha256, EXTRACT);
        let file = regular_file::open(&path)?;
        let read = || {
            let mut bytes = Vec::new();
            zstd::stream::Decoder::new(&file)?.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(StoreError::file("cannot read from the archive", &path))
    }

    pub(in crate::shelf) fn open_archived(
        &self,
        sha256: &Sha256,
    ) -> Result<Box<dyn Read + Send>, StoreError> {
        let path = self.archive_path(sha256, EXTRACT);
        let decoder = zstd::stream::Decoder::new(regular_file::open(&path)?);
        Ok(Box::new(decoder.map_err(StoreError::file("cannot read from the archive", &path))?))
    }

    pub(in crate::shelf) fn delete_archived_extract(
        &self,
        sha256: &Sha256,
    ) -> Result<(), StoreError> {
        remove(&self.archive_path(sha256, EXTRACT))
    }

    /// Whether the archive has a sound file. Reads all of it; `take` is called for each block.
    pub(in crate::shelf) fn check_archived(
        &self,
        file: ArchiveFile,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let (path, sha256) = match file {
            ArchiveFile::Extract(sha256) => (Some(self.archive_path(&sha256, EXTRACT)), sha256),
            ArchiveFile::Load(sha256) => (self.load_file(&sha256), sha256),
        };
        // Links are not followed: they are reported as what they are.
        let lies = |path: PathBuf| Some((path.symlink_metadata().ok()?.is_file(), path));
        let path = match path.and_then(lies) {
            Some((true, path)) => path,
            Some((false, path)) => return Err(StoreError::NoFile { path }),
            None => return Ok(false),
        };
        private_file::make_private_with_folder(&path)?;
        let mut hasher = Hasher::default();
        let read = self.read_archived(&path, &mut |block| {
            hasher.update(block);
            take(block.len() as u64)
        });
        match read {
            // A file that does not decompress is damaged.
            Err(StoreError::File { source, .. }) if !is_environment(&source) => Ok(false),
            read => read.map(|()| hasher.finish() == sha256),
        }
    }

    /// Whether the archive has a file of this name, whatever its content.
    pub(in crate::shelf) fn has_archived(&self, file: ArchiveFile) -> bool {
        match file {
            ArchiveFile::Extract(sha256) => self.archive_path(&sha256, EXTRACT).is_file(),
            ArchiveFile::Load(sha256) => self.load_file(&sha256).is_some(),
        }
    }

    /// The digests of the files in the archive.
    pub(in crate::shelf) fn archive_files(&self) -> Result<Vec<ArchiveFile>, StoreError> {
        let mut files = Vec::new();
        for folder in names(&self.archive, std::fs::FileType::is_dir)? {
            for name in names(&self.archive.join(folder), std::fs::FileType::is_file)? {
                files.extend(parse(&name));
            }
        }
        Ok(files)
    }

    pub(super) fn is_whole(&self, path: &Path, sha256: &Sha256) -> Result<bool, StoreError> {
        let mut hasher = Hasher::default();
        let read = self.read_archived(path, &mut |block| {
            hasher.update(block);
            Ok(())
        });
        Ok(read.is_ok() && hasher.finish() == *sha256)
    }

    pub(super) fn read_archived(
        &self,
        path: &Path,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let cannot = || StoreError::file("cannot read from the archive", path);
        let file = regular_file::open(path)?;
        if path.to_string_lossy().ends_with(EXTRACT) {
            let decoder = zstd::stream::Decoder::new(file).map_err(cannot())?;
            for_each_block(decoder, path, take)
        } else {
            for_each_block(file, path, take)
        }
    }

    pub(super) fn sync_archive(&self, path: &Path) -> Result<(), StoreError> {
        for folder in [path.parent().unwrap_or(&self.archive), &self.archive] {
            let synced = File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(StoreError::file("cannot write", folder))?;
        }
        Ok(())
    }
}

/// Whether an error is about the machine and not about the file.
fn is_environment(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{
        OutOfMemory, PermissionDenied, QuotaExceeded, StaleNetworkFileHandle, TimedOut,
    };
    matches!(
        error.kind(),
        OutOfMemory | PermissionDenied | QuotaExceeded | StaleNetworkFileHandle | TimedOut
    )
}
