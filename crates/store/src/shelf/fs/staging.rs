use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::Fs;
use super::files::{BLOCK, for_each_block, names, remove};
use crate::StoreError;
use crate::model::{SftpUser, Sha256};
use crate::private_file;
use crate::regular_file;

/// A folder of files that are written over some time: `staging/load-7/…`.
#[derive(Debug)]
pub struct FsStaging<'a> {
    fs: &'a Fs,
    folder: PathBuf,
}

/// A file in it, open for reading and for appending.
#[derive(Debug)]
pub struct FsStaged {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Fs {
    pub(in crate::shelf) fn staging(&self, name: &str) -> Result<FsStaging<'_>, StoreError> {
        let folder = self.staging.join(name);
        private_file::make_folder(&folder)?;
        Ok(FsStaging { fs: self, folder })
    }

    pub(in crate::shelf) fn stagings(&self) -> Result<Vec<String>, StoreError> {
        names(&self.staging, std::fs::FileType::is_dir)
    }
}

impl FsStaging<'_> {
    pub(in crate::shelf) fn file(&self, name: &str, size: u64) -> Result<FsStaged, StoreError> {
        let path = self.folder.join(name);
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
        let file = open().map_err(StoreError::file("cannot go on with", &path))?;
        Ok(FsStaged { file: BufWriter::with_capacity(BLOCK, file), path })
    }

    pub(in crate::shelf) fn archive(&self, file: &str, sha256: &Sha256) -> Result<(), StoreError> {
        self.fs.archive_load(&self.folder.join(file), sha256, &self.folder)
    }

    pub(in crate::shelf) fn place(
        &self,
        file: &str,
        user: &SftpUser,
        name: &str,
    ) -> Result<(), StoreError> {
        let path = self.fs.path(user, name)?;
        private_file::make_folder(path.parent().unwrap_or(&path))?;
        link(&self.folder.join(file), &path)
    }

    pub(in crate::shelf) fn discard(self) -> Result<(), StoreError> {
        let removed = std::fs::remove_dir_all(&self.folder);
        removed.map_err(StoreError::file("cannot remove", &self.folder))
    }
}

impl FsStaged {
    pub(in crate::shelf) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).map_err(StoreError::file("cannot write", &self.path))
    }

    pub(in crate::shelf) fn sync(&mut self) -> Result<(), StoreError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(StoreError::file("cannot write", &self.path))
    }

    pub(in crate::shelf) fn read(
        &mut self,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let wrong = |error| StoreError::file("cannot read", &self.path)(error);
        self.file.flush().map_err(wrong)?;
        // A second handle keeps the position for appending.
        let file = regular_file::open(&self.path)?;
        for_each_block(file, &self.path, take)
    }
}

/// Gives a file a second name. A file with that name is replaced: a crash left it, or it is
/// damaged.
fn link(file: &Path, name: &Path) -> Result<(), StoreError> {
    remove(name)?;
    std::fs::hard_link(file, name).map_err(StoreError::file("cannot write", name))
}
