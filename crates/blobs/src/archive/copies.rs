//! Compressed copies of served files, each under the file's digest.

use std::io::Write as _;
use std::path::Path;

use sha256::{Hasher, Sha256};

use super::Archive;
use super::compressed_file::{CompressedFile, FAST};
use crate::error::BlobError;
use crate::key::BlobKey;
use crate::scratch::ScratchFile;

/// Visits the bytes of a file from the start, block by block.
pub(super) type Take<'a, E> = dyn FnMut(&[u8]) -> Result<(), E> + 'a;

impl Archive {
    /// Archives a copy of a file that has this digest; one that is there and whole is kept. On disk
    /// when this returns.
    pub(super) fn put_copy<E: From<BlobError>>(
        &self,
        key: &BlobKey,
        sha256: &Sha256,
        scratch: Option<&Path>,
        read: impl FnOnce(&mut Take<'_, E>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.is_whole(key, sha256) {
            return Ok(self.blobs.flush()?);
        }
        let mut file = CompressedFile::create(scratch.unwrap_or(&self.scratch), FAST, None)?;
        let mut hasher = Hasher::default();
        read(&mut |block| {
            hasher.update(block);
            Ok(file.write(block)?)
        })?;
        if hasher.finish() != *sha256 {
            return Err(BlobError::Damaged("file that is archived").into());
        }
        Ok(file.put(&self.blobs, key)?)
    }

    /// Writes what was archived to a local file in a folder, checked against its digest.
    pub(super) fn unpack(
        &self,
        key: &BlobKey,
        sha256: &Sha256,
        folder: &Path,
    ) -> Result<UnpackedFile, BlobError> {
        let (scratch, mut file) = ScratchFile::create(folder)?;
        let mut hasher = Hasher::default();
        let place = || scratch.path().display().to_string();
        self.read(key, &mut |block| {
            hasher.update(block);
            file.write_all(block).map_err(BlobError::failed("cannot write", place()))
        })?;
        if hasher.finish() != *sha256 {
            return Err(BlobError::Damaged("copy in the archive"));
        }
        Ok(UnpackedFile(scratch))
    }
}

/// A file of the archive in a local file, as it was archived. Dropping it removes the file, unless
/// it was moved away, as by [`crate::AccountFolders::put_file`].
#[derive(Debug)]
pub struct UnpackedFile(ScratchFile);

impl UnpackedFile {
    /// The path of the file.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}
