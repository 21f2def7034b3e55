use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Read, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use private_files::{FileError, regular_file};
use rustix::fs::OFlags;

use crate::error::PipelineError;

/// Takes a file's blocks; an error stops the read.
pub(crate) type Take<'a> = dyn FnMut(&[u8]) -> Result<(), PipelineError> + 'a;

/// A file that is written with checkpoints, open for reading and appending. After a crash writing
/// continues from the last sync.
#[derive(Debug)]
pub(crate) struct WorkFile {
    file: BufWriter<File>,
    path: PathBuf,
}

/// The bytes that are read or written at once.
const BLOCK: usize = 256 * 1024;

impl WorkFile {
    /// Opens a file to continue after its first `size` bytes.
    pub(crate) fn open(path: PathBuf, size: u64) -> Result<Self, PipelineError> {
        let open = || {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false).mode(0o600);
            options.custom_flags(OFlags::NONBLOCK.bits().cast_signed());
            let mut file = options.open(&path)?;
            if file.metadata()?.len() < size {
                return Err(std::io::Error::other("it is shorter than it was"));
            }
            file.set_len(size)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().map_err(FileError::failed("cannot go on with", &path))?;
        Ok(Self { file: BufWriter::with_capacity(BLOCK, file), path })
    }

    /// Appends bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), PipelineError> {
        Ok(self.file.write_all(bytes).map_err(FileError::failed("cannot write", &self.path))?)
    }

    /// Returns when everything written is on disk.
    pub(crate) fn sync(&mut self) -> Result<(), PipelineError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        Ok(synced.map_err(FileError::failed("cannot write", &self.path))?)
    }

    /// Visits its bytes from the start, block by block.
    pub(crate) fn read(&mut self, take: &mut Take<'_>) -> Result<(), PipelineError> {
        self.file.flush().map_err(FileError::failed("cannot read", &self.path))?;
        // A second handle, because the first keeps the position for appending.
        for_each_block(regular_file::open(&self.path)?, &self.path, take)
    }
}

/// Visits a file's bytes block by block.
pub(crate) fn for_each_block(
    mut file: File,
    path: &Path,
    take: &mut Take<'_>,
) -> Result<(), PipelineError> {
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(read) => take(block.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(FileError::failed("cannot read", path)(error).into()),
        }
    }
}
