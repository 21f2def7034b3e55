use std::fs::File;
use std::path::{Path, PathBuf};

use private_files::private_file;

use crate::error::BlobError;

/// The path of a local file that is not whole yet. Dropping it removes the file, unless it was
/// moved away.
#[derive(Debug)]
pub(crate) struct ScratchFile(PathBuf);

impl ScratchFile {
    /// Creates an empty file in a folder, under a name that no other has.
    pub(crate) fn create(folder: &Path) -> Result<(Self, File), BlobError> {
        let path = folder.join(format!("{}", uuid::Uuid::new_v4()));
        let file = private_file::create(&path)?;
        Ok((Self(path), file))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        // Nothing else has this name; an error means that it is gone.
        let _ = std::fs::remove_file(&self.0);
    }
}
