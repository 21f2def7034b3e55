//! Loads in the archive. They are copies of the served files, so one damaged bit leaves the other.

use std::io::Write as _;
use std::path::Path;

use super::Fs;
use super::archive_path::{FAST, LOAD, LOAD_AS_IT_IS, encoder};
use super::files::{for_each_block, place_by, remove};
use crate::StoreError;
use crate::model::{Hasher, SftpUser, Sha256};
use crate::private_file;
use crate::regular_file;

impl Fs {
    pub(in crate::shelf) fn is_load_apart(&self, sha256: &Sha256) -> bool {
        !self.archive_path(sha256, LOAD_AS_IT_IS).is_file()
    }

    pub(in crate::shelf) fn keep_load_apart(&self, sha256: &Sha256) -> Result<(), StoreError> {
        let as_it_is = self.archive_path(sha256, LOAD_AS_IT_IS);
        if as_it_is.is_file() {
            self.archive_load(&as_it_is, sha256, &self.tmp)?;
            remove(&as_it_is)?;
        }
        Ok(())
    }

    /// Archives a compressed copy of a load's file, which is in a folder of the caller. Checks its
    /// bytes against their digest.
    pub(in crate::shelf) fn archive_load(
        &self,
        source: &Path,
        sha256: &Sha256,
        folder: &Path,
    ) -> Result<(), StoreError> {
        let path = self.archive_path(sha256, LOAD);
        if path.exists() && self.is_whole(&path, sha256)? {
            return self.sync_archive(&path);
        }
        private_file::make_folder(path.parent().unwrap_or(&self.archive))?;
        let loaded = regular_file::open(source)?;
        let cannot_write = || StoreError::file("cannot write", &path);
        let tmp = folder.join(format!("{}", uuid::Uuid::new_v4()));
        place_by(&tmp, private_file::create(&tmp)?, &path, |file| {
            let mut encoder = encoder(file, FAST).map_err(cannot_write())?;
            let mut hasher = Hasher::default();
            for_each_block(&loaded, source, &mut |block| {
                hasher.update(block);
                encoder.write_all(block).map_err(cannot_write())
            })?;
            if hasher.finish() != *sha256 {
                return Err(StoreError::Corrupt("file of a load"));
            }
            encoder.finish().and_then(|file| file.sync_all()).map_err(cannot_write())
        })?;
        self.sync_archive(&path)
    }

    /// Puts a load's file from the archive into an account's folder; `false` when the archive does
    /// not have it.
    pub(in crate::shelf) fn put_archived(
        &self,
        user: &SftpUser,
        name: &str,
        sha256: &Sha256,
    ) -> Result<bool, StoreError> {
        let Some(archived) = self.load_file(sha256) else { return Ok(false) };
        let path = self.path(user, name)?;
        self.make_account_folder(user)?;
        let mut hasher = Hasher::default();
        self.place(&path, |mut file| {
            self.read_archived(&archived, &mut |block| {
                hasher.update(block);
                file.write_all(block).map_err(StoreError::file("cannot write", &path))
            })?;
            // Only a file with its digest is put in place.
            if hasher.finish() == *sha256 {
                Ok(())
            } else {
                Err(StoreError::Corrupt("load in the archive"))
            }
        })?;
        Ok(true)
    }

    pub(in crate::shelf) fn delete_archived_load(&self, sha256: &Sha256) -> Result<(), StoreError> {
        remove(&self.archive_path(sha256, LOAD))?;
        remove(&self.archive_path(sha256, LOAD_AS_IT_IS))
    }
}
