//! The archive: raw extracts as they were received, loads as they were delivered, and files that
//! systems sent to each other, each under its digest and compressed.

mod compressed_file;
mod copies;
mod extracts;
mod file;
mod key;
mod loads;
mod mark;
mod sent_files;

use std::io::{ErrorKind, Read};
use std::path::PathBuf;

use sha256::{Hasher, Sha256};

use self::key::{EXTRACT, LOAD, LOAD_AS_IT_IS, SENT, is_compressed, key, parse};
use crate::blobs::Blobs;
use crate::error::BlobError;
use crate::key::BlobKey;
use crate::reader::{BLOCK, BlobReader};
use crate::stream::BlobStream;

pub use copies::UnpackedFile;
pub use extracts::ArchiveWriter;
pub use file::ArchiveFile;

/// The archive: raw extracts as they were received, loads as they were delivered, and files that
/// systems sent to each other, compressed.
///
/// ```text
/// installation       whose archive it is
/// ab/abcd….zst       raw extracts
/// ab/abcd….load.zst  loads
/// ab/abcd….sent.zst  sent files
/// ```
///
/// A file in the archive is never the same file as a served one: one damaged bit leaves the other.
#[derive(Debug, Clone)]
pub struct Archive {
    blobs: Blobs,
    /// The local folder in which files are compressed.
    scratch: PathBuf,
}

impl Archive {
    /// The archive in these blobs. Files are compressed in the local folder `scratch`, which must
    /// be there; a crash may leave some.
    pub const fn new(blobs: Blobs, scratch: PathBuf) -> Self {
        Self { blobs, scratch }
    }

    /// Whether the archive has a file with the bytes of its digest. Reads all of it; `take` is
    /// called with the number of bytes read, and can stop the read. Others' permissions on the file
    /// are taken away.
    ///
    /// # Errors
    /// [`BlobError::NoFile`], [`BlobError::NotOurs`]. A damaged file is `false` and no error.
    pub fn check(
        &self,
        file: ArchiveFile,
        take: &mut dyn FnMut(u64) -> Result<(), BlobError>,
    ) -> Result<bool, BlobError> {
        let key = match file {
            ArchiveFile::Extract(sha256) => Some(key(&sha256, EXTRACT)?),
            ArchiveFile::Load(sha256) => self.load_key(&sha256)?,
            ArchiveFile::Sent(sha256) => Some(key(&sha256, SENT)?),
        };
        let Some(key) = key else { return Ok(false) };
        match self.blobs.make_private(&key) {
            Err(error) if is_absent(&error) => return Ok(false),
            made => made?,
        };
        let mut hasher = Hasher::default();
        let read = self.read(&key, &mut |block| {
            hasher.update(block);
            take(block.len() as u64)
        });
        match read {
            // A file that does not decompress is damaged.
            Err(BlobError::Failed { source, .. }) if !is_environment(&source) => Ok(false),
            read => read.map(|()| hasher.finish() == *file.sha256()),
        }
    }

    /// Whether the archive has a file of this name, whatever its content.
    pub fn contains(&self, file: ArchiveFile) -> Result<bool, BlobError> {
        match file {
            ArchiveFile::Extract(sha256) => self.has(&key(&sha256, EXTRACT)?),
            ArchiveFile::Load(sha256) => Ok(self.load_key(&sha256)?.is_some()),
            ArchiveFile::Sent(sha256) => self.has(&key(&sha256, SENT)?),
        }
    }

    /// The files in the archive.
    pub fn files(&self) -> Result<Vec<ArchiveFile>, BlobError> {
        Ok(self.blobs.list("")?.iter().filter_map(parse).collect())
    }

    /// The key of a load, if it is there.
    fn load_key(&self, sha256: &Sha256) -> Result<Option<BlobKey>, BlobError> {
        for suffix in [LOAD, LOAD_AS_IT_IS] {
            let key = key(sha256, suffix)?;
            if self.has(&key)? {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    fn has(&self, key: &BlobKey) -> Result<bool, BlobError> {
        match self.blobs.size(key) {
            Err(error) if is_absent(&error) => Ok(false),
            size => Ok(size?.is_some()),
        }
    }

    fn is_whole(&self, key: &BlobKey, sha256: &Sha256) -> bool {
        let mut hasher = Hasher::default();
        let read = self.read(key, &mut |block| {
            hasher.update(block);
            Ok(())
        });
        read.is_ok() && hasher.finish() == *sha256
    }

    /// Visits the content of a file block by block.
    fn read(
        &self,
        key: &BlobKey,
        take: &mut dyn FnMut(&[u8]) -> Result<(), BlobError>,
    ) -> Result<(), BlobError> {
        let reader = self.blobs.open(key)?;
        if !is_compressed(key) {
            return reader.for_each_block(take);
        }
        let place = reader.place();
        let cannot_read = || BlobError::failed("cannot read from the archive", place.clone());
        let mut decoder =
            zstd::stream::Decoder::new(BlobStream::from(reader)).map_err(cannot_read())?;
        let mut block = vec![0; BLOCK];
        loop {
            match decoder.read(&mut block) {
                Ok(0) => return Ok(()),
                Ok(read) => take(block.get(..read).unwrap_or_default())?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(cannot_read()(error)),
            }
        }
    }
}

/// Whether a file is not there, also when a file is in the place of its folder.
fn is_absent(error: &BlobError) -> bool {
    let absent = [ErrorKind::NotFound, ErrorKind::NotADirectory];
    matches!(error, BlobError::Failed { source, .. } if absent.contains(&source.kind()))
}

fn cannot_read(reader: &BlobReader) -> impl FnOnce(std::io::Error) -> BlobError + use<> {
    BlobError::failed("cannot read from the archive", reader.place())
}

/// Whether an error is about the machine and not about the file.
fn is_environment(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{
        OutOfMemory, PermissionDenied, QuotaExceeded, StaleNetworkFileHandle, TimedOut,
    };
    matches!(
        error.kind(),
        OutOfMemory | PermissionDenied | QuotaExceeded | StaleNetworkFileHandle | TimedOut
    )
}
