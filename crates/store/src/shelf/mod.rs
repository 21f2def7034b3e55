mod fs;
mod identity;
mod staging;

use std::io::Read;
use std::path::Path;

use uuid::Uuid;

use crate::StoreError;
use crate::model::{SftpUser, Sha256};

pub use fs::{Fs, FsArchiving, FsFile};
pub use identity::{CheckedFiles, FileIdentity};
pub use staging::{FsStaged, FsStaging};

/// A file in the archive, by the digest of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArchiveFile {
    /// A raw extract.
    Extract(Sha256),
    /// A load as it went out.
    Load(Sha256),
}

/// The files: raw extracts in the archive, and what the systems fetch.
///
/// What lies here is not shown to anyone until the ledger says so, so a file that a crash left half
/// written is never seen, and is written again.
#[derive(Debug)]
pub enum Shelf {
    /// A folder on this machine.
    Fs(Fs),
}

/// A file on the shelf, open for reading.
#[derive(Debug)]
pub enum ShelfReader {
    /// A file on this machine.
    Fs(FsFile),
}

impl Shelf {
    /// The shelf in `folder`, made anew if there is none.
    ///
    /// # Errors
    /// When its folders cannot be made.
    pub fn create(folder: &Path) -> Result<Self, StoreError> {
        Fs::create(folder).map(Self::Fs)
    }

    /// The shelf in `folder`, whose archive must be there.
    ///
    /// # Errors
    /// [`StoreError::NoArchive`]; when the other folders cannot be made.
    pub fn open_folder(folder: &Path) -> Result<Self, StoreError> {
        Fs::open(folder).map(Self::Fs)
    }

    /// Whose archive it is, by its mark; `None` where it has none that says so.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn archive_mark(&self) -> Result<Option<Uuid>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_mark(),
        }
    }

    /// Marks the archive as an installation's, whatever its mark was; on disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn mark_archive(&self, installation: Uuid) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.mark_archive(installation),
        }
    }

    /// Keeps a raw extract, compressed, under its SHA-256; on disk when this returns. Keeping one that is
    /// there changes nothing, but mends it where it is damaged.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn archive(&self, sha256: &Sha256, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.archive(sha256, bytes),
        }
    }

    /// Begins to keep a raw extract of any size, whose digest is known when it has been read.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn archiving(&self) -> Result<Archiving<'_>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archiving().map(Archiving::Fs),
        }
    }

    /// A raw extract from the archive, tested against its SHA-256.
    ///
    /// # Errors
    /// When it cannot be read, or is not what was archived.
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
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open_archived(&self, sha256: &Sha256) -> Result<Box<dyn Read + Send>, StoreError> {
        match self {
            Self::Fs(fs) => fs.open_archived(sha256),
        }
    }

    /// Whether a load lies in the archive by itself, and not as a second name of what is served.
    pub fn is_load_apart(&self, sha256: &Sha256) -> bool {
        match self {
            Self::Fs(fs) => fs.is_load_apart(sha256),
        }
    }

    /// Has a load that an older cprabo kept as a second name of what is served lie in the archive by itself. Only for the
    /// one process that writes.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn keep_load_apart(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.keep_load_apart(sha256),
        }
    }

    /// Puts a file into an account's folder, whole or not at all, replacing one of that name. It may be
    /// lost in a power failure until [`Shelf::sync`].
    ///
    /// # Errors
    /// When it cannot be written.
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

    /// Throws away files that a crash left half written. Only for the one process that writes.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn discard_unfinished(&self) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.discard_unfinished(),
        }
    }

    /// Returns when everything put so far is on disk.
    ///
    /// # Errors
    /// When it could not be written; then nothing put since the last time may be told to anyone.
    pub fn sync(&self) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.sync(),
        }
    }

    /// The length of a file in an account's folder; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be found out.
    pub fn size(&self, user: &SftpUser, name: &str) -> Result<Option<u64>, StoreError> {
        match self {
            Self::Fs(fs) => fs.size(user, name),
        }
    }

    /// A place for files that are written over some time and outlive a crash; `name` is its own for ever.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn staging(&self, name: &str) -> Result<Staging<'_>, StoreError> {
        match self {
            Self::Fs(fs) => fs.staging(name).map(Staging::Fs),
        }
    }

    /// The names of all such places that there are.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn stagings(&self) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Fs(fs) => fs.stagings(),
        }
    }

    /// Whether the archive has a file, with the bytes of its digest. Reads all of it; `take` is told how many bytes each
    /// time, and can stop it.
    ///
    /// # Errors
    /// When it cannot be read for another reason than that it is damaged.
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

    /// Keeps a load that lies in an account's folder, if it is as it went out. Only for the one process that writes.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not; when it cannot be read or written.
    pub fn archive_load(
        &self,
        user: &SftpUser,
        name: &str,
        sha256: &Sha256,
    ) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_load(&fs.path(user, name)?, sha256, &fs.tmp),
        }
    }

    /// Puts a load's file from the archive into an account's folder again, as it went out. `false` when the archive
    /// does not have it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is not what it was; when it cannot be read or written.
    pub fn put_archived(
        &self,
        user: &SftpUser,
        name: &str,
        sha256: &Sha256,
    ) -> Result<bool, StoreError> {
        match self {
            Self::Fs(fs) => fs.put_archived(user, name, sha256),
        }
    }

    /// Takes a raw extract out of the archive, if it is there.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn delete_archived_extract(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.delete_archived_extract(sha256),
        }
    }

    /// Takes a load's file out of the archive, if it is there.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn delete_archived_load(&self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.delete_archived_load(sha256),
        }
    }

    /// The names of all files in an account's folder.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self, user: &SftpUser) -> Result<Vec<String>, StoreError> {
        match self {
            Self::Fs(fs) => fs.files(user),
        }
    }

    /// Everything in the archive.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn archive_files(&self) -> Result<Vec<ArchiveFile>, StoreError> {
        match self {
            Self::Fs(fs) => fs.archive_files(),
        }
    }

    /// Takes a file in an account's folder from everyone but its owner. Whether that was needed.
    ///
    /// # Errors
    /// When it is another user's.
    pub fn make_private(&self, user: &SftpUser, name: &str) -> Result<bool, StoreError> {
        match self {
            Self::Fs(fs) => fs.make_private(user, name),
        }
    }

    /// Removes a file from an account's folder, if there is one.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, user: &SftpUser, name: &str) -> Result<(), StoreError> {
        match self {
            Self::Fs(fs) => fs.remove(user, name),
        }
    }

    /// Opens a file in an account's folder.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(&self, user: &SftpUser, name: &str) -> Result<ShelfReader, StoreError> {
        match self {
            Self::Fs(fs) => fs.open_file(user, name).map(ShelfReader::Fs),
        }
    }
}

/// A place for files that are written over some time. What it has stays when it is dropped.
#[derive(Debug)]
pub enum Staging<'a> {
    /// A folder on this machine.
    Fs(FsStaging<'a>),
}

/// A file in such a place.
#[derive(Debug)]
pub enum Staged {
    /// A file on this machine.
    Fs(FsStaged),
}

impl Staging<'_> {
    /// Opens a file to be gone on with behind its first `size` bytes: what stands there is dropped.
    ///
    /// # Errors
    /// When it cannot be opened, or is shorter.
    pub fn file(&self, name: &str, size: u64) -> Result<Staged, StoreError> {
        match self {
            Self::Fs(staging) => staging.file(name, size).map(Staged::Fs),
        }
    }

    /// Puts a copy of a file under its digest into the archive, as a load; on disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the file does not have this digest; when it cannot be written.
    pub fn archive(&self, file: &str, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.archive(file, sha256),
        }
    }

    /// Puts a file under a name into an account's folder; it stays here too, and takes no more room. It may be lost in
    /// a power failure until [`Shelf::sync`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn place(&self, file: &str, user: &SftpUser, name: &str) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.place(file, user, name),
        }
    }

    /// Drops everything in it.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn discard(self) -> Result<(), StoreError> {
        match self {
            Self::Fs(staging) => staging.discard(),
        }
    }
}

impl Staged {
    /// Writes at the end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.write(bytes),
        }
    }

    /// Returns when everything written is on disk.
    ///
    /// # Errors
    /// When it could not be written.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.sync(),
        }
    }

    /// Hands out everything that is in it, from the start, block by block.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(
        &mut self,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.read(take),
        }
    }
}

/// A raw extract on its way into the archive. Dropped, it leaves nothing behind.
pub enum Archiving<'a> {
    /// To a file on this machine.
    Fs(FsArchiving<'a>),
}

impl Archiving<'_> {
    /// Takes in the next bytes.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.write(bytes),
        }
    }

    /// Keeps what was written under its digest; on disk when this returns.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self, sha256: &Sha256) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.finish(sha256),
        }
    }
}

impl ShelfReader {
    /// By what it is known to be the file that it was.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn identity(&self) -> Result<FileIdentity, StoreError> {
        match self {
            Self::Fs(file) => file.identity(),
        }
    }

    /// The digest of its content. Reads all of it; `take` is told how many bytes each time, and can stop it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn digest(
        &self,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<Sha256, StoreError> {
        match self {
            Self::Fs(file) => file.digest(take),
        }
    }

    /// Whether it has so many bytes, of this digest. Reads all of them, unless that was done before and it has not been
    /// written since; `take` is told how many bytes each time, and can stop it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn has_bytes(
        &self,
        size: u64,
        sha256: &Sha256,
        checked: &CheckedFiles,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let identity = self.identity()?;
        if identity.size != size {
            return Ok(false);
        }
        if checked.has(&identity, sha256) {
            return Ok(true);
        }
        let is_whole = self.digest(take)? == *sha256 && self.identity()? == identity;
        if is_whole {
            checked.remember(identity, *sha256);
        }
        Ok(is_whole)
    }

    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// When the file cannot be read, or ends before the buffer is full.
    pub fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StoreError> {
        match self {
            Self::Fs(file) => file.read_exact_at(buffer, offset),
        }
    }
}
