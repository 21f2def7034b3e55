use std::io::Write as _;
use std::path::PathBuf;

use super::Fs;
use super::archive_path::{EXTRACT, Encoder, FAST, encoder};
use super::files::clear_folder;
use crate::StoreError;
use crate::model::Sha256;
use crate::private_file;

/// A file that is being archived.
pub struct FsArchiving<'a> {
    fs: &'a Fs,
    encoder: Option<Encoder>,
    path: PathBuf,
}

impl Fs {
    pub(in crate::shelf) fn archiving(&self) -> Result<FsArchiving<'_>, StoreError> {
        let (file, path) = self.unfinished()?;
        let encoder = encoder(file, FAST).map_err(StoreError::file("cannot write", &path))?;
        Ok(FsArchiving { fs: self, encoder: Some(encoder), path })
    }
}

impl FsArchiving<'_> {
    pub(in crate::shelf) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let Some(encoder) = &mut self.encoder else { return Ok(()) };
        encoder.write_all(bytes).map_err(StoreError::file("cannot write", &self.path))
    }

    pub(in crate::shelf) fn finish(mut self, sha256: &Sha256) -> Result<(), StoreError> {
        let Some(encoder) = self.encoder.take() else { return Ok(()) };
        let path = self.fs.archive_path(sha256, EXTRACT);
        private_file::make_folder(path.parent().unwrap_or(&self.fs.archive))?;
        clear_folder(&path)?;
        let placed = encoder.finish().and_then(|file| file.sync_all());
        let placed = placed.and_then(|()| std::fs::rename(&self.path, &path));
        placed.map_err(StoreError::file("cannot write", &path))?;
        self.fs.sync_archive(&path)
    }
}

impl Drop for FsArchiving<'_> {
    fn drop(&mut self) {
        // After the rename there is no file of this name.
        let _ = std::fs::remove_file(&self.path);
    }
}
