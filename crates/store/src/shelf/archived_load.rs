use super::Shelf;
use crate::StoreError;
use crate::model::{SftpUser, Sha256};

/// Loads in the archive, as they went out.
impl Shelf {
    /// Whether a load lies in the archive by itself, and not as a second name of what is served.
    pub fn is_load_apart(&self, sha256: &Sha256) -> bool {
        match self {
            Self::Fs(fs) => fs.is_load_apart(sha256),
        }
    }

    /// Has a load that an older cprabo kept as a second name of what is served lie in the archive by itself. Only for the
    /// one process that writes.
    pub fn keep_load_apart(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.keep_load_apart(sha256),
        }
    }

    /// Keeps a load that lies in an account's folder, if it is as it went out. Only for the one process that writes.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not.
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

    /// Puts a load's file from the archive into an account's folder again, as it went out. `false` when the archive
    /// does not have it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not what it was.
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

    /// Takes a load's file out of the archive, if it is there.
    pub fn delete_archived_load(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.delete_archived_load(sha256),
        }
    }
}
