use super::Shelf;
use super::reader::ShelfReader;
use crate::StoreError;
use crate::model::SftpUser;

/// An account's folder, from which its system fetches files.
impl Shelf {
    /// Puts a file into an account's folder, whole or not at all, and replaces one with that name.
    /// A power failure may lose it until [`Shelf::sync`].
    pub fn put<'a>(
        &self,
        user: &SftpUser,
        name: &str,
        slices: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.put(user, name, slices),
        }
    }

    /// The length of a file in an account's folder; `None` when there is none.
    pub fn size(&self, user: &SftpUser, name: &str) -> Result<Option<u64>, StoreError> {
        match self {
            Self::Fs(fs) => fs.size(user, name),
        }
    }

    /// The names of all files in an account's folder.
    pub fn files(&self, user: &SftpUser) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Fs(fs) => fs.files(user),
        }
    }

    /// Takes away the permissions of others on a file in an account's folder. Returns whether there
    /// were any.
    ///
    /// # Errors
    /// [`StoreError::NotOurs`] when it belongs to another user.
    pub fn make_private(&self, user: &SftpUser, name: &str) -> Result<bool, StoreError> {
        match self {
            Self::Fs(fs) => fs.make_private(user, name),
        }
    }

    /// Removes a file from an account's folder, if it is there.
    pub fn remove(&self, user: &SftpUser, name: &str) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.remove(user, name),
        }
    }

    /// Opens a file in an account's folder.
    pub fn open(&self, user: &SftpUser, name: &str) -> Result<ShelfReader, StoreError> {
        match self {
            Self::Fs(fs) => fs.open_file(user, name).map(ShelfReader::Fs),
        }
    }
}
