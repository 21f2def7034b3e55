//! Raw extracts, as they were received.

use std::io::Read;

use sha256::Sha256;

use super::Archive;
use super::compressed_file::{CompressedFile, FAST, LEVEL};
use super::key::{EXTRACT, key};
use crate::error::BlobError;
use crate::stream::BlobStream;

impl Archive {
    /// Archives a raw extract, compressed, under its SHA-256. On disk when this returns. Archiving
    /// one that is there changes nothing, unless it is damaged: then it is replaced.
    pub fn put_extract(&self, sha256: &Sha256, bytes: &[u8]) -> Result<(), BlobError> {
        let key = key(sha256, EXTRACT)?;
        if self.is_whole(&key, sha256) {
            // A crash may have come before it was on disk.
            return self.blobs.flush();
        }
        let length = Some(bytes.len() as u64);
        let mut file = CompressedFile::create(&self.scratch, LEVEL, length)?;
        file.write(bytes)?;
        file.put(&self.blobs, &key)
    }

    /// Begins to archive a raw extract of any size, whose digest is known only at its end.
    pub fn extract_writer(&self) -> Result<ArchiveWriter<'_>, BlobError> {
        let file = CompressedFile::create(&self.scratch, FAST, None)?;
        Ok(ArchiveWriter { archive: self, file })
    }

    /// A raw extract, checked against its SHA-256.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when it is not what was archived.
    pub fn extract(&self, sha256: &Sha256) -> Result<Vec<u8>, BlobError> {
        let mut bytes = Vec::new();
        let key = key(sha256, EXTRACT)?;
        let reader = self.blobs.open(&key)?;
        let cannot_read = super::cannot_read(&reader);
        let read = || zstd::stream::Decoder::new(BlobStream::from(reader))?.read_to_end(&mut bytes);
        read().map_err(cannot_read)?;
        if Sha256::of([&bytes[..]]) != *sha256 {
            return Err(BlobError::Damaged("extract in the archive"));
        }
        Ok(bytes)
    }

    /// The same for any size, to be read from the start. Only at the end of the read is it known
    /// whether it is what was archived.
    pub fn extract_reader(&self, sha256: &Sha256) -> Result<impl Read + Send + use<>, BlobError> {
        let reader = self.blobs.open(&key(sha256, EXTRACT)?)?;
        let cannot_read = super::cannot_read(&reader);
        zstd::stream::Decoder::new(BlobStream::from(reader)).map_err(cannot_read)
    }

    /// Deletes a raw extract, if it is there.
    pub fn delete_extract(&self, sha256: &Sha256) -> Result<(), BlobError> {
        self.blobs.delete(&key(sha256, EXTRACT)?)
    }
}

/// A raw extract that is being archived. Dropping it leaves nothing behind.
pub struct ArchiveWriter<'a> {
    archive: &'a Archive,
    file: CompressedFile,
}

impl ArchiveWriter<'_> {
    /// Adds the next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.file.write(bytes)
    }

    /// Archives what was written under its digest. On disk when this returns.
    pub fn finish(self, sha256: &Sha256) -> Result<(), BlobError> {
        self.file.put(&self.archive.blobs, &key(sha256, EXTRACT)?)
    }
}
