//! Files that systems sent to each other, as they were forwarded.

use std::path::Path;

use sha256::Sha256;

use super::Archive;
use super::copies::{Take, UnpackedFile};
use super::key::{SENT, key};
use crate::error::BlobError;

impl Archive {
    /// Archives a compressed copy of a sent file, if it has its digest. `read` visits its bytes, once
    /// or not at all. The copy is written in the local folder `scratch`. On disk when this returns.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when the file does not have its digest; and what `read` fails with.
    pub fn put_sent_file<E: From<BlobError>>(
        &self,
        sha256: &Sha256,
        scratch: &Path,
        read: impl FnOnce(&mut Take<'_, E>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.put_copy(&key(sha256, SENT)?, sha256, Some(scratch), read)
    }

    /// Writes a sent file to a local file in the folder `scratch`, checked against its digest. `None`
    /// when the archive does not have it.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when it is not what was archived.
    pub fn unpack_sent_file(
        &self,
        sha256: &Sha256,
        scratch: &Path,
    ) -> Result<Option<UnpackedFile>, BlobError> {
        let key = key(sha256, SENT)?;
        if !self.has(&key)? {
            return Ok(None);
        }
        self.unpack(&key, sha256, scratch).map(Some)
    }

    /// Deletes a sent file, if it is there.
    pub fn delete_sent_file(&self, sha256: &Sha256) -> Result<(), BlobError> {
        self.blobs.delete(&key(sha256, SENT)?)
    }
}
