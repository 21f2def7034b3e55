use std::path::{Path, PathBuf};

use sha256::Sha256;

use crate::error::UploadError;

/// The files that were taken out of `OUT` and are not decided upon, by the number of their transfer: `17`, and its
/// trigger, `17.trigger`.
#[derive(Debug, Clone)]
pub struct TakenFiles {
    folder: PathBuf,
}

/// The data file that was taken for a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenData {
    /// Where it is.
    pub path: PathBuf,
    /// Its digest, if it was computed while the bytes came and is still known.
    pub digest: Option<Sha256>,
}

impl TakenFiles {
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Where the data file of a transfer is.
    pub fn data(&self, transfer: i64) -> PathBuf {
        self.folder.join(transfer.to_string())
    }

    /// Where its trigger is.
    pub fn trigger(&self, transfer: i64) -> PathBuf {
        self.folder.join(format!("{transfer}.trigger"))
    }

    /// Removes both, where they are.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn discard(&self, transfer: i64) -> Result<(), UploadError> {
        [self.data(transfer), self.trigger(transfer)].iter().try_for_each(|path| {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(UploadError::of_folder("cannot remove", path)(error))
                }
                _ => Ok(()),
            }
        })
    }

    /// The transfers of which something is here.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn transfers(&self) -> Result<Vec<i64>, UploadError> {
        let failed = || UploadError::of_folder("cannot list", &self.folder);
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(failed())? {
            let name = entry.map_err(failed())?.file_name();
            let stem: Option<i64> =
                Path::new(&name).file_stem().and_then(|stem| stem.to_str()?.parse().ok());
            found.extend(stem);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// A path, if there is something at it.
pub(crate) fn there(path: PathBuf) -> Option<PathBuf> {
    path.symlink_metadata().is_ok().then_some(path)
}
