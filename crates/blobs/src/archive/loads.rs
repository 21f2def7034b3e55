//! Loads, as they were delivered. They are copies of the served files, so one damaged bit leaves
//! the other.

use std::io::Write as _;
use std::path::Path;

use sha256::{Hasher, Sha256};

use super::Archive;
use super::compressed_file::{CompressedFile, FAST};
use super::key::{LOAD, LOAD_AS_IT_IS, key};
use crate::error::BlobError;
use crate::scratch::ScratchFile;

/// Visits the bytes of a load from the start, block by block.
type Take<'a, E> = dyn FnMut(&[u8]) -> Result<(), E> + 'a;

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
        let key = key(sha256, LOAD)?;
        if self.is_whole(&key, sha256) {
            return Ok(self.blobs.flush()?);
        }
        let mut file = CompressedFile::create(scratch.unwrap_or(&self.scratch), FAST, None)?;
        let mut hasher = Hasher::default();
        read(&mut |block| {
            hasher.update(block);
            Ok(file.write(block)?)
        })?;
        if hasher.finish() != *sha256 {
            return Err(BlobError::Damaged("file of a load").into());
        }
        Ok(file.put(&self.blobs, &key)?)
    }

    /// Writes a load to a local file as it was delivered, checked against its digest. `None` when
    /// the archive does not have it.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when it is not what was archived.
    pub fn unpack_load(&self, sha256: &Sha256) -> Result<Option<UnpackedLoad>, BlobError> {
        let Some(key) = self.load_key(sha256)? else { return Ok(None) };
        let (scratch, mut file) = ScratchFile::create(&self.scratch)?;
        let mut hasher = Hasher::default();
        let place = || scratch.path().display().to_string();
        self.read(&key, &mut |block| {
            hasher.update(block);
            file.write_all(block).map_err(BlobError::failed("cannot write", place()))
        })?;
        if hasher.finish() != *sha256 {
            return Err(BlobError::Damaged("load in the archive"));
        }
        Ok(Some(UnpackedLoad(scratch)))
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

/// A load in a local file, as it was delivered. Dropping it removes the file, unless it was moved
/// away, as by [`crate::AccountFolders::put_file`].
#[derive(Debug)]
pub struct UnpackedLoad(ScratchFile);

impl UnpackedLoad {
    /// The path of the file.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
