use super::Shelf;
use crate::StoreError;
use crate::model::{SftpUser, Sha256};

/// Loads in the archive, as they were delivered.
impl Shelf {
    /// Whether a load has a file of its own in the archive, and not a second name of a served file.
    pub fn is_load_apart(&self, sha256: &Sha256) -> bool {
        match self {
            Self::Fs(fs) => fs.is_load_apart(sha256),
        }
    }

    /// Copies a load that an older cprabo kept as a second name of a served file. Only for the one
    /// process that writes.
    pub fn keep_load_apart(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.keep_load_apart(sha256),
        }
    }

    /// Archives a load from an account's folder, if it has its digest. Only for the one process
    /// that writes.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it does not have its digest.
    pub fn archive_load(
        &self,
        user: &SftpUser,
        name: &str,
        sha256: &Sha256,
    ) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_load(&fs.path(user, name)?, sha256, &fs.tmp),
        }
    }

    /// Puts a load's file from the archive into an account's folder again. `false` when the archive
    /// does not have it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it does not have its digest.
    pub fn put_archived(
        &self,
        user: &SftpUser,
        name: &str,
        sha256: &Sha256,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Fs(fs) => fs.put_archived(user, name, sha256),
        }
    }

    /// Deletes a load's file from the archive, if it is there.
    pub fn delete_archived_load(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.delete_archived_load(sha256),
        }
    }
}
