use std::path::Path;

use civil::SftpUser;

use crate::blobs::Blobs;
use crate::error::BlobError;
use crate::key::BlobKey;
use crate::reader::BlobReader;

/// The folders of accounts, from which their systems fetch files: `vejle/d260105`.
///
/// A file is not shown to any system until the ledger says so.
#[derive(Debug, Clone)]
pub struct AccountFolders {
    blobs: Blobs,
}

impl AccountFolders {
    /// The folders in these blobs.
    pub const fn new(blobs: Blobs) -> Self {
        Self { blobs }
    }

    /// Puts a file into an account's folder, whole or not at all, and replaces one with that name.
    /// A power failure may lose it until [`AccountFolders::flush`].
    pub fn put<'a>(
        &self,
        user: &SftpUser,
        name: &str,
        slices: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), BlobError> {
        self.blobs.put(&key(user, name)?, slices)
    }

    /// Moves a local file into an account's folder, whole or not at all, and replaces one with that
    /// name. On disk when this returns.
    pub fn put_file(&self, user: &SftpUser, name: &str, file: &Path) -> Result<(), BlobError> {
        self.blobs.put_file(&key(user, name)?, file)
    }

    /// Opens a file in an account's folder.
    ///
    /// # Errors
    /// [`BlobError::is_not_found`] when there is none.
    pub fn open(&self, user: &SftpUser, name: &str) -> Result<BlobReader, BlobError> {
        self.blobs.open(&key(user, name)?)
    }

    /// The length of a file in an account's folder; `None` when there is none.
    pub fn size(&self, user: &SftpUser, name: &str) -> Result<Option<u64>, BlobError> {
        self.blobs.size(&key(user, name)?)
    }

    /// The names of all files in an account's folder, without those in subfolders.
    pub fn files(&self, user: &SftpUser) -> Result<Vec<String>, BlobError> {
        let name = |key: BlobKey| Some(key.below(user.as_str())?.to_owned());
        let names = self.blobs.list(user.as_str())?.into_iter().filter_map(name);
        Ok(names.filter(|name| !name.contains('/')).collect())
    }

    /// Removes a file from an account's folder, if it is there.
    pub fn remove(&self, user: &SftpUser, name: &str) -> Result<(), BlobError> {
        self.blobs.delete(&key(user, name)?)
    }

    /// Takes away the permissions of others on a file in an account's folder. Returns whether there
    /// were any.
    ///
    /// # Errors
    /// [`BlobError::NotOurs`] when it belongs to another user, [`BlobError::NoFile`] when it is
    /// none.
    pub fn make_private(&self, user: &SftpUser, name: &str) -> Result<bool, BlobError> {
        self.blobs.make_private(&key(user, name)?)
    }

    /// Returns when everything put so far is on disk.
    ///
    /// # Errors
    /// Files put since the last call must not be announced then.
    pub fn flush(&self) -> Result<(), BlobError> {
        self.blobs.flush()
    }
}

/// Names come from a template of the operator and are checked there. Here they only must not lead
/// out of the folder.
fn key(user: &SftpUser, name: &str) -> Result<BlobKey, BlobError> {
    if name.starts_with('.') || name.contains('/') {
        return Err(BlobError::InvalidKey(name.to_owned()));
    }
    let invalid = |_| BlobError::InvalidKey(name.to_owned());
    format!("{}/{name}", user.as_str()).parse().map_err(invalid)
}
