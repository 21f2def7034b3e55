use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::blobs::Blobs;
use crate::error::BlobError;
use crate::key::BlobKey;
use crate::scratch::ScratchFile;

/// The compression level: as fast as a disk writes.
pub(super) const LEVEL: i32 = 3;
/// The level for files larger than memory, beside other work.
pub(super) const FAST: i32 = 1;

/// A local file into which bytes are compressed, until it goes into the archive. Dropping it leaves
/// nothing behind.
pub(super) struct CompressedFile {
    encoder: zstd::stream::Encoder<'static, File>,
    scratch: ScratchFile,
}

impl CompressedFile {
    /// Begins a file in the folder `scratch`. The number of bytes that will be written may be
    /// known.
    pub(super) fn create(
        scratch: &Path,
        level: i32,
        length: Option<u64>,
    ) -> Result<Self, BlobError> {
        let (scratch, file) = ScratchFile::create(scratch)?;
        let begin = || {
            let mut encoder = zstd::stream::Encoder::new(file, level)?;
            encoder.include_checksum(true)?;
            encoder.set_pledged_src_size(length)?;
            Ok(encoder)
        };
        let encoder = begin().map_err(cannot_write(&scratch))?;
        Ok(Self { encoder, scratch })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.encoder.write_all(bytes).map_err(cannot_write(&self.scratch))
    }

    /// Makes it a blob. On disk when this returns.
    pub(super) fn put(self, blobs: &Blobs, key: &BlobKey) -> Result<(), BlobError> {
        let Self { encoder, scratch } = self;
        let written = encoder.finish().and_then(|file| file.sync_all());
        written.map_err(cannot_write(&scratch))?;
        blobs.put_file(key, scratch.path())
    }
}

fn cannot_write(scratch: &ScratchFile) -> impl FnOnce(std::io::Error) -> BlobError {
    BlobError::failed("cannot write", scratch.path().display().to_string())
}
