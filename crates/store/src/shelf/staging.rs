use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::fs::{BLOCK, Fs, make_folder, names, remove};
use crate::StoreError;
use crate::party::SftpUser;
use crate::sha256::{Hasher, Sha256};

/// What is put behind a load's digest in the archive.
const LOAD: &str = ".load";

/// A folder of files that are written over some time: `staging/load-7/…`.
#[derive(Debug)]
pub struct FsStaging<'a> {
    fs: &'a Fs,
    folder: PathBuf,
}

/// A file in it, open for reading and for writing at its end.
#[derive(Debug)]
pub struct FsStaged {
    file: BufWriter<File>,
    path: PathBuf,
}

impl Fs {
    pub(super) fn staging(&self, name: &str) -> Result<FsStaging<'_>, StoreError> {
        let folder = self.staging.join(name);
        make_folder(&folder)?;
        Ok(FsStaging { fs: self, folder })
    }

    pub(super) fn stagings(&self) -> Result<Vec<String>, StoreError> {
        names(&self.staging, std::fs::FileType::is_dir)
    }

    pub(super) fn holds_load(&self, sha256: &Sha256) -> Result<bool, StoreError> {
        let archived = self.load_path(sha256);
        Ok(archived.exists() && digest(&archived)? == *sha256)
    }

    pub(super) fn put_archived(
        &self,
        user: &SftpUser,
        name: &str,
        sha256: &Sha256,
    ) -> Result<bool, StoreError> {
        let archived = self.load_path(sha256);
        if !archived.exists() {
            return Ok(false);
        }
        link(&archived, &self.path(user, name)?)?;
        Ok(true)
    }

    pub(super) fn forget_load(&self, sha256: &Sha256) -> Result<(), StoreError> {
        remove(&self.load_path(sha256))
    }

    pub(super) fn archived_loads(&self) -> Result<Vec<Sha256>, StoreError> {
        let mut loads = Vec::new();
        for folder in names(&self.archive, std::fs::FileType::is_dir)? {
            for name in names(&self.archive.join(folder), std::fs::FileType::is_file)? {
                let sha256 =
                    name.strip_suffix(LOAD).and_then(|digits| digits.parse::<Sha256>().ok());
                loads.extend(sha256);
            }
        }
        Ok(loads)
    }

    /// Loads lie in the archive as they are: a second name of the delivered file.
    fn load_path(&self, sha256: &Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.archive.join(&name[..2]).join(format!("{name}{LOAD}"))
    }
}

impl FsStaging<'_> {
    pub(super) fn file(&self, name: &str, size: u64) -> Result<FsStaged, StoreError> {
        let path = self.folder.join(name);
        let open = || {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false).mode(0o600);
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

    pub(super) fn place(
        &self,
        file: &str,
        sha256: &Sha256,
        user: &SftpUser,
        name: &str,
    ) -> Result<(), StoreError> {
        let staged = self.folder.join(file);
        let archived = self.fs.load_path(sha256);
        for path in [&archived, &self.fs.path(user, name)?] {
            make_folder(path.parent().unwrap_or(path))?;
            link(&staged, path)?;
        }
        Ok(())
    }

    pub(super) fn discard(self) -> Result<(), StoreError> {
        let removed = std::fs::remove_dir_all(&self.folder);
        removed.map_err(StoreError::file("cannot remove", &self.folder))
    }
}

impl FsStaged {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.file.write_all(bytes).map_err(StoreError::file("cannot write", &self.path))
    }

    pub(super) fn sync(&mut self) -> Result<(), StoreError> {
        let synced = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        synced.map_err(StoreError::file("cannot write", &self.path))
    }

    pub(super) fn read(
        &mut self,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let wrong = |error| StoreError::file("cannot read", &self.path)(error);
        self.file.flush().map_err(wrong)?;
        // Another opening has a place of its own.
        for_each_block(&self.path, take)
    }
}

fn for_each_block(
    path: &Path,
    take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let wrong = |error| StoreError::file("cannot read", path)(error);
    let mut file = File::open(path).map_err(wrong)?;
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block).map_err(wrong)? {
            0 => return Ok(()),
            read => take(&block[..read])?,
        }
    }
}

fn digest(path: &Path) -> Result<Sha256, StoreError> {
    let mut hasher = Hasher::default();
    for_each_block(path, &mut |block| {
        hasher.update(block);
        Ok(())
    })?;
    Ok(hasher.finish())
}

/// Gives a file another name. One that stands there is replaced: it was left by a crash, or damaged.
fn link(file: &Path, name: &Path) -> Result<(), StoreError> {
    remove(name)?;
    std::fs::hard_link(file, name).map_err(StoreError::file("cannot write", name))
}
