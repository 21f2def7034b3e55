//! An account's folder, from which its system fetches files.

use std::path::PathBuf;

use super::Fs;
use super::files::{names, remove, write_slices};
use super::reader::FsFile;
use crate::StoreError;
use crate::model::SftpUser;
use crate::private_file;

impl Fs {
    pub(in crate::shelf) fn put<'a>(
        &self,
        user: &SftpUser,
        name: &str,
        slices: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), StoreError> {
        let path = self.path(user, name)?;
        self.make_account_folder(user)?;
        self.place(&path, |file| {
            write_slices(file, slices).map_err(StoreError::file("cannot write", &path))
        })
    }

    pub(super) fn make_account_folder(&self, user: &SftpUser) -> Result<(), StoreError> {
        private_file::make_folder(&self.shelf.join(user.as_str()))
    }

    pub(in crate::shelf) fn size(
        &self,
        user: &SftpUser,
        name: &str,
    ) -> Result<Option<u64>, StoreError> {
        let path = self.path(user, name)?;
        match std::fs::metadata(&path) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::file("cannot look at", &path)(error)),
        }
    }

    pub(in crate::shelf) fn files(&self, user: &SftpUser) -> Result<Vec<String>, StoreError> {
        names(&self.shelf.join(user.as_str()), std::fs::FileType::is_file)
    }

    pub(in crate::shelf) fn remove(&self, user: &SftpUser, name: &str) -> Result<(), StoreError> {
        remove(&self.path(user, name)?)
    }

    pub(in crate::shelf) fn open_file(
        &self,
        user: &SftpUser,
        name: &str,
    ) -> Result<FsFile, StoreError> {
        FsFile::open(self.path(user, name)?)
    }

    pub(in crate::shelf) fn make_private(
        &self,
        user: &SftpUser,
        name: &str,
    ) -> Result<bool, StoreError> {
        let path = self.path(user, name)?;
        // A link is not followed: its target is no business of this folder.
        match path.symlink_metadata() {
            Ok(metadata) if !metadata.is_file() => Err(StoreError::NoFile { path }),
            _ => private_file::make_private_with_folder(&path),
        }
    }

    /// Names come from a template of the operator and are checked there. Here they only must not
    /// lead out of the folder.
    pub(in crate::shelf) fn path(
        &self,
        user: &SftpUser,
        name: &str,
    ) -> Result<PathBuf, StoreError> {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\0']) {
            return Err(StoreError::NotFound(format!("place for a file named {name:?}")));
        }
        Ok(self.shelf.join(user.as_str()).join(name))
    }
}
