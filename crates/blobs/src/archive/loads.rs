//! Loads, as they were delivered. They are copies of the served files, so one damaged bit leaves
//! the other.

use std::path::Path;

use sha256::Sha256;

use super::Archive;
use super::copies::{Take, UnpackedFile};
use super::key::{LOAD, LOAD_AS_IT_IS, key};
use crate::error::BlobError;

impl Archive {
    /// Archives a compressed copy of a load, if it has its digest. `read` visits the bytes of the
    /// load, once or not at all. On disk when this returns.
    ///
    /// The copy is written in the folder `scratch`: who archives while another process may clear
    /// the archive's own names another.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when the load does not have its digest; and what `read` fails with.
    pub fn put_load<E: From<BlobError>>(
        &self,
        sha256: &Sha256,
        scratch: Option<&Path>,
        read: impl FnOnce(&mut Take<'_, E>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.put_copy(&key(sha256, LOAD)?, sha256, scratch, read)
    }

    /// Writes a load to a local file as it was delivered, checked against its digest. `None` when
    /// the archive does not have it.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when it is not what was archived.
    pub fn unpack_load(&self, sha256: &Sha256) -> Result<Option<UnpackedFile>, BlobError> {
        let Some(key) = self.load_key(sha256)? else { return Ok(None) };
        self.unpack(&key, sha256, &self.scratch).map(Some)
    }

    /// Whether a load has a file of its own in the archive, and not a second name of a served file.
    pub fn is_load_apart(&self, sha256: &Sha256) -> Result<bool, BlobError> {
        Ok(!self.has(&key(sha256, LOAD_AS_IT_IS)?)?)
    }

    /// Copies a load that an older cprabo kept as a second name of a served file. Only for the one
    /// process that writes.
    pub fn keep_load_apart(&self, sha256: &Sha256) -> Result<(), BlobError> {
        let as_it_is = key(sha256, LOAD_AS_IT_IS)?;
        if self.has(&as_it_is)? {
            self.put_load::<BlobError>(sha256, None, |take| {
                self.blobs.open(&as_it_is)?.for_each_block(take)
            })?;
            self.blobs.delete(&as_it_is)?;
        }
        Ok(())
    }

    /// Deletes a load, if it is there.
    pub fn delete_load(&self, sha256: &Sha256) -> Result<(), BlobError> {
        self.blobs.delete(&key(sha256, LOAD)?)?;
        self.blobs.delete(&key(sha256, LOAD_AS_IT_IS)?)
    }
}
