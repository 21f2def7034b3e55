use std::io::Read;

use uuid::Uuid;

use super::Shelf;
use super::archive_file::ArchiveFile;
use super::archiving::Archiving;
use crate::StoreError;
use crate::model::Sha256;

/// The archive, and the raw extracts in it.
impl Shelf {
    /// The installation that the archive's mark names; `None` without a valid mark.
    pub fn archive_mark(&self) -> Result<Option<Uuid>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_mark(),
        }
    }

    /// Marks the archive as an installation's and replaces an older mark. On disk when this
    /// returns.
    pub fn mark_archive(&self, installation: Uuid) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.mark_archive(installation),
        }
    }

    /// Archives a raw extract, compressed, under its SHA-256. On disk when this returns. Archiving
    /// one that is there changes nothing, unless it is damaged: then it is replaced.
    pub fn archive(&self, sha256: &Sha256, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.archive(sha256, bytes),
        }
    }

    /// Begins to archive a raw extract of any size, whose digest is known only at its end.
    pub fn archiving(&self) -> Result<Archiving<'_>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archiving().map(Archiving::Fs),
        }
    }

    /// A raw extract from the archive, checked against its SHA-256.
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

    /// The same for any size, to be read from the start. Only the end of the read tells whether it
    /// is what was archived.
    pub fn open_archived(&self, sha256: &Sha256) -> Result<Box<dyn Read + Send>, StoreError> {
        match self {
            Self::Fs(fs) => fs.open_archived(sha256),
        }
    }

    /// Whether the archive has a file with the bytes of its digest. Reads all of it; `take` is
    /// called with the number of bytes read, and can stop the read.
    ///
    /// # Errors
    /// A damaged file is `false` and no error.
    pub fn check_archived(
        &self,
        file: ArchiveFile,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Fs(fs) => fs.check_archived(file, take),
        }
    }

    /// Whether the archive has a file of this name, whatever its content.
    pub fn has_archived(&self, file: ArchiveFile) -> bool {
        match self {
            Self::Fs(fs) => fs.has_archived(file),
        }
    }

    /// The files in the archive.
    pub fn archive_files(&self) -> Result<Vec<ArchiveFile>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_files(),
        }
    }

    /// Deletes a raw extract from the archive, if it is there.
    pub fn delete_archived_extract(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.delete_archived_extract(sha256),
        }
    }
}
