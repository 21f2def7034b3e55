use std::io::Read;

use uuid::Uuid;

use super::Shelf;
use super::archive_file::ArchiveFile;
use super::archiving::Archiving;
use crate::StoreError;
use crate::model::Sha256;

/// The archive, and the raw extracts in it.
impl Shelf {
    /// Whose archive it is, by its mark; `None` where it has none that says so.
    pub fn archive_mark(&self) -> Result<Option<Uuid>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_mark(),
        }
    }

    /// Marks the archive as an installation's, whatever its mark was; on disk when this returns.
    pub fn mark_archive(&self, installation: Uuid) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.mark_archive(installation),
        }
    }

    /// Keeps a raw extract, compressed, under its SHA-256; on disk when this returns. Keeping one that is
    /// there changes nothing, but mends it where it is damaged.
    pub fn archive(&self, sha256: &Sha256, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.archive(sha256, bytes),
        }
    }

    /// Begins to keep a raw extract of any size, whose digest is known when it has been read.
    pub fn archiving(&self) -> Result<Archiving<'_>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archiving().map(Archiving::Fs),
        }
    }

    /// A raw extract from the archive, tested against its SHA-256.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not what was archived.
    pub fn archived(&self, sha256: &Sha256) -> Result<Vec<u8>, StoreError> {
        let bytes = match self {
            Self::Fs(fs) => fs.archived(sha256)?,
        };
        if Sha256::of([&bytes[..]]) != *sha256 {
            return Err(StoreError::Corrupt("extract in the archive"));
        }
        Ok(bytes)
    }

    /// The same of any size, to be read from the start; only at its end it is known whether it is what was archived.
    pub fn open_archived(&self, sha256: &Sha256) -> Result<Box<dyn Read + Send>, StoreError> {
        match self {
            Self::Fs(fs) => fs.open_archived(sha256),
        }
    }

    /// Whether the archive has a file, with the bytes of its digest. Reads all of it; `take` is told how many bytes each
    /// time, and can stop it.
    ///
    /// # Errors
    /// What is damaged is told as `false`.
    pub fn check_archived(
        &self,
        file: ArchiveFile,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Fs(fs) => fs.check_archived(file, take),
        }
    }

    /// Whether a file lies in the archive, whatever is in it.
    pub fn has_archived(&self, file: ArchiveFile) -> bool {
        match self {
            Self::Fs(fs) => fs.has_archived(file),
        }
    }

    /// Everything in the archive.
    pub fn archive_files(&self) -> Result<Vec<ArchiveFile>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_files(),
        }
    }

    /// Takes a raw extract out of the archive, if it is there.
    pub fn delete_archived_extract(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.delete_archived_extract(sha256),
        }
    }
}
