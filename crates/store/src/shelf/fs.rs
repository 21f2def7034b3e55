use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufWriter, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::party::SftpUser;
use crate::sha256::Sha256;

/// Level of the archive's compression: as fast as a disk writes.
const LEVEL: i32 = 3;
/// The same for files that are larger than memory, while other work goes on.
const FAST: i32 = 1;
/// Records are small slices; they are written in blocks.
pub(super) const BLOCK: usize = 256 * 1024;

/// Files in folders, readable by their owner alone:
///
/// ```text
/// archive/ab/abcd….zst   raw extracts
/// archive/ab/abcd….load  loads that were delivered
/// shelf/vejle/…          an account's files
/// staging/load-7/…       what is written over some time
/// tmp/                   files that are not whole yet
/// ```
#[derive(Debug)]
pub struct Fs {
    pub(super) archive: PathBuf,
    shelf: PathBuf,
    pub(super) staging: PathBuf,
    tmp: PathBuf,
}

/// A file on this machine, open for reading.
#[derive(Debug)]
pub struct FsFile {
    file: File,
    path: PathBuf,
}

impl Fs {
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let fs = Self {
            archive: folder.join("archive"),
            shelf: folder.join("shelf"),
            staging: folder.join("staging"),
            tmp: folder.join("tmp"),
        };
        for folder in [&fs.archive, &fs.shelf, &fs.staging, &fs.tmp] {
            make_folder(folder)?;
        }
        Ok(fs)
    }

    pub(super) fn archive(&self, sha256: &Sha256, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.archive_path(sha256);
        let folder = path.parent().unwrap_or(&self.archive);
        if !path.exists() {
            make_folder(folder)?;
            self.compress(&path, bytes)?;
        }
        // Also when it was there: a crash may have come between the rename and this.
        self.sync_archive(folder)
    }

    fn sync_archive(&self, folder: &Path) -> Result<(), StoreError> {
        for folder in [folder, &self.archive] {
            let synced = File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(StoreError::file("cannot write", folder))?;
        }
        Ok(())
    }

    fn compress(&self, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
        let write = |file: File| {
            let mut encoder = zstd::stream::Encoder::new(file, LEVEL)?;
            encoder.include_checksum(true)?;
            encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
            encoder.write_all(bytes)?;
            encoder.finish()?.sync_all()
        };
        self.place(path, write)
    }

    pub(super) fn archiving(&self) -> Result<FsArchiving<'_>, StoreError> {
        let path = self.tmp.join(format!("{}", uuid::Uuid::new_v4()));
        let begin = || {
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
            let mut encoder = zstd::stream::Encoder::new(file, FAST)?;
            encoder.include_checksum(true)?;
            Ok(encoder)
        };
        let encoder = begin().map_err(StoreError::file("cannot write", &path))?;
        Ok(FsArchiving { fs: self, encoder: Some(encoder), path })
    }

    pub(super) fn archived(&self, sha256: &Sha256) -> Result<Vec<u8>, StoreError> {
        let path = self.archive_path(sha256);
        let read = || {
            let mut bytes = Vec::new();
            zstd::stream::Decoder::new(File::open(&path)?)?.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(StoreError::file("cannot read from the archive", &path))
    }

    pub(super) fn put<'a>(
        &self,
        user: &SftpUser,
        name: &str,
        mut slices: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), StoreError> {
        let path = self.path(user, name)?;
        make_folder(&self.shelf.join(user.as_str()))?;
        let write = |file: File| {
            let mut file = BufWriter::with_capacity(BLOCK, file);
            slices.try_for_each(|slice| file.write_all(slice))?;
            file.flush()
        };
        self.place(&path, write)
    }

    pub(super) fn discard_unfinished(&self) -> Result<(), StoreError> {
        let discard = || {
            for entry in std::fs::read_dir(&self.tmp)? {
                std::fs::remove_file(entry?.path())?;
            }
            Ok(())
        };
        discard().map_err(StoreError::file("cannot clear", &self.tmp))
    }

    /// One call for all files: a run writes thousands, and each `fsync` would wait for the disk.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        let folder = File::open(&self.shelf);
        let synced = folder.and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
        synced.map_err(StoreError::file("cannot write", &self.shelf))
    }

    pub(super) fn size(&self, user: &SftpUser, name: &str) -> Result<Option<u64>, StoreError> {
        let path = self.path(user, name)?;
        match std::fs::metadata(&path) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::file("cannot look at", &path)(error)),
        }
    }

    pub(super) fn forget_extract(&self, sha256: &Sha256) -> Result<(), StoreError> {
        remove(&self.archive_path(sha256))
    }

    pub(super) fn files(&self, user: &SftpUser) -> Result<Vec<String>, StoreError> {
        names(&self.shelf.join(user.as_str()), std::fs::FileType::is_file)
    }

    pub(super) fn remove(&self, user: &SftpUser, name: &str) -> Result<(), StoreError> {
        remove(&self.path(user, name)?)
    }

    pub(super) fn open_file(&self, user: &SftpUser, name: &str) -> Result<FsFile, StoreError> {
        let path = self.path(user, name)?;
        let file = File::open(&path).map_err(StoreError::file("cannot open", &path))?;
        Ok(FsFile { file, path })
    }

    /// Writes under another name, then renames, so that nobody finds half a file under its own.
    fn place(
        &self,
        path: &Path,
        write: impl FnOnce(File) -> std::io::Result<()>,
    ) -> Result<(), StoreError> {
        let tmp = self.tmp.join(format!("{}", uuid::Uuid::new_v4()));
        let open = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&tmp);
        let placed = open.and_then(write).and_then(|()| std::fs::rename(&tmp, path));
        placed.map_err(|error| {
            // The name is nobody else's; that it may not be there to remove is no matter.
            let _ = std::fs::remove_file(&tmp);
            StoreError::file("cannot write", path)(error)
        })
    }

    fn archive_path(&self, sha256: &Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.archive.join(&name[..2]).join(format!("{name}.zst"))
    }

    /// Names come from a template of the operator's and are checked there; here they must just not lead
    /// out of the folder.
    pub(super) fn path(&self, user: &SftpUser, name: &str) -> Result<PathBuf, StoreError> {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\0']) {
            return Err(StoreError::Missing(format!("place for a file named {name:?}")));
        }
        Ok(self.shelf.join(user.as_str()).join(name))
    }
}

/// A file on its way into the archive.
pub struct FsArchiving<'a> {
    fs: &'a Fs,
    encoder: Option<zstd::stream::Encoder<'static, File>>,
    path: PathBuf,
}

impl FsArchiving<'_> {
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let Some(encoder) = &mut self.encoder else { return Ok(()) };
        encoder.write_all(bytes).map_err(StoreError::file("cannot write", &self.path))
    }

    pub(super) fn finish(mut self, sha256: &Sha256) -> Result<(), StoreError> {
        let Some(encoder) = self.encoder.take() else { return Ok(()) };
        let path = self.fs.archive_path(sha256);
        let folder = path.parent().unwrap_or(&self.fs.archive);
        make_folder(folder)?;
        let placed = encoder.finish().and_then(|file| file.sync_all());
        let placed = placed.and_then(|()| std::fs::rename(&self.path, &path));
        placed.map_err(StoreError::file("cannot write", &path))?;
        self.fs.sync_archive(folder)
    }
}

impl Drop for FsArchiving<'_> {
    fn drop(&mut self) {
        // Once it is renamed there is nothing of this name.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl FsFile {
    pub(super) fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StoreError> {
        let read = self.file.read_exact_at(buffer, offset);
        read.map_err(StoreError::file("cannot read", &self.path))
    }
}

/// The names of what lies in a folder and is such a thing, as far as they are text; none where there is no folder.
pub(super) fn names(
    folder: &Path,
    is_such: impl Fn(&std::fs::FileType) -> bool,
) -> Result<Vec<String>, StoreError> {
    let list = || {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if is_such(&entry.file_type()?) {
                names.extend(entry.file_name().into_string());
            }
        }
        Ok::<_, std::io::Error>(names)
    };
    match list() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed.map_err(StoreError::file("cannot read the folder", folder)),
    }
}

/// Removes a file, if there is one.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file("cannot remove", path)(error))
        }
        _ => Ok(()),
    }
}

pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(StoreError::file("cannot make the folder", folder))
}
