use std::path::{Path, PathBuf};

use sha256::Sha256;

use crate::archive::{Archive, ArchiveFile};
use crate::blobs::Blobs;
use crate::error::BlobError;
use crate::key::BlobKey;
use crate::reader::BlobReader;

/// The data files that systems sent to each other, as recipients fetch them: `17`, by the number of
/// the transfer. Each is there once, however many recipients it has, and a copy of it is in the
/// archive.
#[derive(Debug, Clone)]
pub struct ForwardedFiles {
    blobs: Blobs,
    archive: Archive,
    /// The local folder in which copies are made.
    scratch: PathBuf,
}

/// What became of a file that was compared with its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrubbed {
    /// It and its copy are as they were written.
    Whole,
    /// One of them was not, and is again.
    Mended,
    /// Neither is.
    Lost,
}

/// A file and its copy, beside their digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    /// Whether the file has the written bytes.
    pub is_whole: bool,
    /// Whether its copy in the archive has them.
    pub is_archived: bool,
}

/// Bytes up to which a file is copied into place, and is on disk with the next
/// [`ForwardedFiles::flush`]. A larger one is moved, and is on disk at once.
const SMALL: u64 = 1024 * 1024;

impl ForwardedFiles {
    /// The files in these blobs, with copies in an archive. Copies are made in the local folder
    /// `scratch`, which no other process clears.
    pub const fn new(blobs: Blobs, archive: Archive, scratch: PathBuf) -> Self {
        Self { blobs, archive, scratch }
    }

    /// Archives a local file that has this length and digest, and puts it in its place. Whole or not
    /// at all; on disk after the next [`ForwardedFiles::flush`]. A large file is gone from its path
    /// afterwards.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] when the file does not have its digest.
    pub fn put(
        &self,
        transfer: i64,
        file: &Path,
        (size, sha256): (u64, &Sha256),
    ) -> Result<(), BlobError> {
        let read = |file: &Path| private_files::regular_file::open(file);
        self.archive
            .put_sent_file(sha256, &self.scratch, |take| for_each_block(read(file)?, file, take))?;
        if size > SMALL {
            return self.blobs.put_file(&key(transfer)?, file);
        }
        let mut bytes = Vec::new();
        for_each_block(read(file)?, file, &mut |block: &[u8]| {
            bytes.extend_from_slice(block);
            Ok(())
        })?;
        self.blobs.put(&key(transfer)?, std::iter::once(&bytes[..]))
    }

    /// Opens the file of a transfer.
    ///
    /// # Errors
    /// [`BlobError::is_not_found`] when there is none.
    pub fn open(&self, transfer: i64) -> Result<BlobReader, BlobError> {
        self.blobs.open(&key(transfer)?)
    }

    /// Whether there is a file of a transfer, whatever its content.
    pub fn contains(&self, transfer: i64) -> Result<bool, BlobError> {
        Ok(self.blobs.size(&key(transfer)?)?.is_some())
    }

    /// Writes the file of a transfer again from its copy in the archive. Returns whether there was a
    /// copy that is whole.
    pub fn mend(&self, transfer: i64, sha256: &Sha256) -> Result<bool, BlobError> {
        match self.archive.unpack_sent_file(sha256, &self.scratch) {
            Ok(Some(file)) => self.blobs.put_file(&key(transfer)?, file.path()).map(|()| true),
            Ok(None) | Err(BlobError::Damaged(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Compares the file of a transfer and its copy in the archive with their digest. Reads both, writes nothing.
    pub fn compare(
        &self,
        transfer: i64,
        (size, sha256): (u64, &Sha256),
    ) -> Result<Compared, BlobError> {
        let is_archived = self.archive.check(ArchiveFile::Sent(*sha256), &mut |_| Ok(()))?;
        Ok(Compared { is_whole: self.is_whole(transfer, size, sha256)?, is_archived })
    }

    /// The same, and writes either again from the other where it is damaged or missing.
    pub fn scrub(
        &self,
        transfer: i64,
        (size, sha256): (u64, &Sha256),
    ) -> Result<Scrubbed, BlobError> {
        let Compared { is_whole, is_archived } = self.compare(transfer, (size, sha256))?;
        match (is_whole, is_archived) {
            (true, true) => Ok(Scrubbed::Whole),
            (true, false) => {
                let reader = self.open(transfer)?;
                self.archive.put_sent_file::<BlobError>(sha256, &self.scratch, |take| {
                    reader.for_each_block(take)
                })?;
                Ok(Scrubbed::Mended)
            }
            (false, true) if self.mend(transfer, sha256)? => Ok(Scrubbed::Mended),
            (false, _) => Ok(Scrubbed::Lost),
        }
    }

    fn is_whole(&self, transfer: i64, size: u64, sha256: &Sha256) -> Result<bool, BlobError> {
        let reader = match self.open(transfer) {
            Err(error) if error.is_not_found() => return Ok(false),
            Err(BlobError::NoFile { .. }) => return Ok(false),
            reader => reader?,
        };
        Ok(reader.version()?.size() == size && reader.digest(&mut |_| Ok(()))? == *sha256)
    }

    /// Deletes the copy of a file from the archive, if it is there.
    pub fn unarchive(&self, sha256: &Sha256) -> Result<(), BlobError> {
        self.archive.delete_sent_file(sha256)
    }

    /// The digests of the copies in the archive. Slow: for sweeps.
    pub fn archived(&self) -> Result<Vec<Sha256>, BlobError> {
        let sent = |file| match file {
            ArchiveFile::Sent(sha256) => Some(sha256),
            ArchiveFile::Extract(_) | ArchiveFile::Load(_) => None,
        };
        Ok(self.archive.files()?.into_iter().filter_map(sent).collect())
    }

    /// Removes the file of a transfer, if it is there. Its copy stays in the archive.
    pub fn remove(&self, transfer: i64) -> Result<(), BlobError> {
        self.blobs.delete(&key(transfer)?)
    }

    /// The transfers of which there is a file.
    pub fn transfers(&self) -> Result<Vec<i64>, BlobError> {
        Ok(self.blobs.list("")?.iter().filter_map(|key| key.as_str().parse().ok()).collect())
    }

    /// Returns when everything put so far is on disk.
    ///
    /// # Errors
    /// Files put since the last call must not be announced then.
    pub fn flush(&self) -> Result<(), BlobError> {
        self.blobs.flush()
    }
}

fn key(transfer: i64) -> Result<BlobKey, BlobError> {
    transfer.to_string().parse()
}

fn for_each_block(
    mut file: std::fs::File,
    path: &Path,
    take: &mut dyn FnMut(&[u8]) -> Result<(), BlobError>,
) -> Result<(), BlobError> {
    let mut block = vec![0; crate::reader::BLOCK];
    loop {
        match std::io::Read::read(&mut file, &mut block) {
            Ok(0) => return Ok(()),
            Ok(read) => take(block.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(BlobError::failed("cannot read", path.display().to_string())(error));
            }
        }
    }
}
