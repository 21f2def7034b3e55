//! The archive: raw extracts as they came, and loads as they went out, each under its digest and compressed.

use std::fs::File;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};

use super::{Fs, clear_folder, for_each_block, names, place_by, remove};
use crate::StoreError;
use crate::model::{Hasher, SftpUser, Sha256};
use crate::private_file;
use crate::regular_file;
use crate::shelf::ArchiveFile;

/// Level of the compression: as fast as a disk writes.
const LEVEL: i32 = 3;
/// The same for files that are larger than memory, while other work goes on.
const FAST: i32 = 1;

/// What stands behind the digest in the name of an extract, and of a load.
const EXTRACT: &str = ".zst";
const LOAD: &str = ".load.zst";
/// Loads that an older cprabo kept as they are, as a second name of what is served.
const LOAD_AS_IT_IS: &str = ".load";

impl Fs {
    pub(in crate::shelf) fn archive(
        &self,
        sha256: &Sha256,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let path = self.archive_path(sha256, EXTRACT);
        // One that was damaged is mended by the same extract coming again.
        if !path.exists() || !self.is_whole(&path, sha256)? {
            private_file::make_folder(path.parent().unwrap_or(&self.archive))?;
            self.place(&path, |file| {
                let compress = || {
                    let mut encoder = encoder(file, LEVEL)?;
                    encoder.set_pledged_src_size(Some(bytes.len() as u64))?;
                    encoder.write_all(bytes)?;
                    encoder.finish()?.sync_all()
                };
                compress().map_err(StoreError::file("cannot write", &path))
            })?;
        }
        // Also when it was there: a crash may have come between the rename and this.
        self.sync_archive(&path)
    }

    pub(in crate::shelf) fn archived(&self, sha256: &Sha256) -> Result<Vec<u8>, StoreError> {
        let path = self.archive_path(sha256, EXTRACT);
        let file = regular_file::open(&path)?;
        let read = || {
            let mut bytes = Vec::new();
            zstd::stream::Decoder::new(&file)?.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(StoreError::file("cannot read from the archive", &path))
    }

    pub(in crate::shelf) fn open_archived(
        &self,
        sha256: &Sha256,
    ) -> Result<Box<dyn Read + Send>, StoreError> {
        let path = self.archive_path(sha256, EXTRACT);
        let decoder = zstd::stream::Decoder::new(regular_file::open(&path)?);
        Ok(Box::new(decoder.map_err(StoreError::file("cannot read from the archive", &path))?))
    }

    pub(in crate::shelf) fn is_load_apart(&self, sha256: &Sha256) -> bool {
        !self.archive_path(sha256, LOAD_AS_IT_IS).is_file()
    }

    pub(in crate::shelf) fn keep_load_apart(&self, sha256: &Sha256) -> Result<(), StoreError> {
        let as_it_is = self.archive_path(sha256, LOAD_AS_IT_IS);
        if as_it_is.is_file() {
            self.archive_load(&as_it_is, sha256, &self.tmp)?;
            remove(&as_it_is)?;
        }
        Ok(())
    }

    pub(in crate::shelf) fn archiving(&self) -> Result<FsArchiving<'_>, StoreError> {
        let (file, path) = self.unfinished()?;
        let encoder = encoder(file, FAST).map_err(StoreError::file("cannot write", &path))?;
        Ok(FsArchiving { fs: self, encoder: Some(encoder), path })
    }

    pub(in crate::shelf) fn delete_archived_extract(
        &self,
        sha256: &Sha256,
    ) -> Result<(), StoreError> {
        remove(&self.archive_path(sha256, EXTRACT))
    }

    /// Keeps a load's file: a copy, compressed, which is written in a folder of the caller's. Its bytes are held against
    /// their digest on the way.
    pub(in crate::shelf) fn archive_load(
        &self,
        source: &Path,
        sha256: &Sha256,
        folder: &Path,
    ) -> Result<(), StoreError> {
        let path = self.archive_path(sha256, LOAD);
        if path.exists() && self.is_whole(&path, sha256)? {
            return self.sync_archive(&path);
        }
        private_file::make_folder(path.parent().unwrap_or(&self.archive))?;
        let loaded = regular_file::open(source)?;
        let cannot_write = || StoreError::file("cannot write", &path);
        let tmp = folder.join(format!("{}", uuid::Uuid::new_v4()));
        place_by(&tmp, private_file::create(&tmp)?, &path, |file| {
            let mut encoder = encoder(file, FAST).map_err(cannot_write())?;
            let mut hasher = Hasher::default();
            for_each_block(&loaded, source, &mut |block| {
                hasher.update(block);
                encoder.write_all(block).map_err(cannot_write())
            })?;
            if hasher.finish() != *sha256 {
                return Err(StoreError::Corrupt("file of a load"));
            }
            encoder.finish().and_then(|file| file.sync_all()).map_err(cannot_write())
        })?;
        self.sync_archive(&path)
    }

    /// Puts a load's file from the archive into an account's folder; `false` when the archive does not have it.
    pub(in crate::shelf) fn put_archived(
        &self,
        user: &SftpUser,
        name: &str,
        sha256: &Sha256,
    ) -> Result<bool, StoreError> {
        let Some(archived) = self.load_file(sha256) else { return Ok(false) };
        let path = self.path(user, name)?;
        self.make_account_folder(user)?;
        let mut hasher = Hasher::default();
        self.place(&path, |mut file| {
            self.read_archived(&archived, &mut |block| {
                hasher.update(block);
                file.write_all(block).map_err(StoreError::file("cannot write", &path))
            })?;
            // Only what it was is put in its place.
            if hasher.finish() == *sha256 {
                Ok(())
            } else {
                Err(StoreError::Corrupt("load in the archive"))
            }
        })?;
        Ok(true)
    }

    pub(in crate::shelf) fn delete_archived_load(&self, sha256: &Sha256) -> Result<(), StoreError> {
        remove(&self.archive_path(sha256, LOAD))?;
        remove(&self.archive_path(sha256, LOAD_AS_IT_IS))
    }

    /// Whether the archive has a file, whole. Reads all of it; `take` is told of each block.
    pub(in crate::shelf) fn check_archived(
        &self,
        file: ArchiveFile,
        take: &mut dyn FnMut(u64) -> Result<(), StoreError>,
    ) -> Result<bool, StoreError> {
        let (path, sha256) = match file {
            ArchiveFile::Extract(sha256) => (Some(self.archive_path(&sha256, EXTRACT)), sha256),
            ArchiveFile::Load(sha256) => (self.load_file(&sha256), sha256),
        };
        // Not by way of a link: that is told as what it is.
        let lies = |path: PathBuf| Some((path.symlink_metadata().ok()?.is_file(), path));
        let path = match path.and_then(lies) {
            Some((true, path)) => path,
            Some((false, path)) => return Err(StoreError::NoFile { path }),
            None => return Ok(false),
        };
        private_file::make_private_with_folder(&path)?;
        let mut hasher = Hasher::default();
        let read = self.read_archived(&path, &mut |block| {
            hasher.update(block);
            take(block.len() as u64)
        });
        match read {
            // What does not even decompress is not whole.
            Err(StoreError::File { source, .. }) if !is_environment(&source) => Ok(false),
            read => read.map(|()| hasher.finish() == sha256),
        }
    }

    /// Whether a file lies in the archive, whatever is in it.
    pub(in crate::shelf) fn has_archived(&self, file: ArchiveFile) -> bool {
        match file {
            ArchiveFile::Extract(sha256) => self.archive_path(&sha256, EXTRACT).is_file(),
            ArchiveFile::Load(sha256) => self.load_file(&sha256).is_some(),
        }
    }

    /// The digests of everything in the archive.
    pub(in crate::shelf) fn archive_files(&self) -> Result<Vec<ArchiveFile>, StoreError> {
        let mut files = Vec::new();
        for folder in names(&self.archive, std::fs::FileType::is_dir)? {
            for name in names(&self.archive.join(folder), std::fs::FileType::is_file)? {
                files.extend(parse(&name));
            }
        }
        Ok(files)
    }

    fn is_whole(&self, path: &Path, sha256: &Sha256) -> Result<bool, StoreError> {
        let mut hasher = Hasher::default();
        let read = self.read_archived(path, &mut |block| {
            hasher.update(block);
            Ok(())
        });
        Ok(read.is_ok() && hasher.finish() == *sha256)
    }

    /// Where a load's file lies, if it lies there.
    fn load_file(&self, sha256: &Sha256) -> Option<PathBuf> {
        let paths = [LOAD, LOAD_AS_IT_IS].map(|suffix| self.archive_path(sha256, suffix));
        paths.into_iter().find(|path| path.is_file())
    }

    fn read_archived(
        &self,
        path: &Path,
        take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let cannot = || StoreError::file("cannot read from the archive", path);
        let file = regular_file::open(path)?;
        if path.to_string_lossy().ends_with(EXTRACT) {
            let decoder = zstd::stream::Decoder::new(file).map_err(cannot())?;
            for_each_block(decoder, path, take)
        } else {
            for_each_block(file, path, take)
        }
    }

    pub(super) fn sync_archive(&self, path: &Path) -> Result<(), StoreError> {
        for folder in [path.parent().unwrap_or(&self.archive), &self.archive] {
            let synced = File::open(folder).and_then(|folder| folder.sync_all());
            synced.map_err(StoreError::file("cannot write", folder))?;
        }
        Ok(())
    }

    fn archive_path(&self, sha256: &Sha256, suffix: &str) -> PathBuf {
        let name = sha256.to_string();
        let folder = name.get(..2).unwrap_or_default();
        self.archive.join(folder).join(format!("{name}{suffix}"))
    }
}

type Encoder = zstd::stream::Encoder<'static, File>;

fn encoder(file: File, level: i32) -> std::io::Result<Encoder> {
    let mut encoder = zstd::stream::Encoder::new(file, level)?;
    encoder.include_checksum(true)?;
    Ok(encoder)
}

/// Whether an error says something of the machine, and nothing of the file.
fn is_environment(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{
        OutOfMemory, PermissionDenied, QuotaExceeded, StaleNetworkFileHandle, TimedOut,
    };
    matches!(
        error.kind(),
        OutOfMemory | PermissionDenied | QuotaExceeded | StaleNetworkFileHandle | TimedOut
    )
}

fn parse(name: &str) -> Option<ArchiveFile> {
    let of = |suffix: &str| name.strip_suffix(suffix)?.parse::<Sha256>().ok();
    let load = of(LOAD).or_else(|| of(LOAD_AS_IT_IS));
    load.map(ArchiveFile::Load).or_else(|| of(EXTRACT).map(ArchiveFile::Extract))
}

/// A file on its way into the archive.
pub struct FsArchiving<'a> {
    fs: &'a Fs,
    encoder: Option<Encoder>,
    path: PathBuf,
}

impl FsArchiving<'_> {
    pub(in crate::shelf) fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let Some(encoder) = &mut self.encoder else { return Ok(()) };
        encoder.write_all(bytes).map_err(StoreError::file("cannot write", &self.path))
    }

    pub(in crate::shelf) fn finish(mut self, sha256: &Sha256) -> Result<(), StoreError> {
        let Some(encoder) = self.encoder.take() else { return Ok(()) };
        let path = self.fs.archive_path(sha256, EXTRACT);
        private_file::make_folder(path.parent().unwrap_or(&self.fs.archive))?;
        clear_folder(&path)?;
        let placed = encoder.finish().and_then(|file| file.sync_all());
        let placed = placed.and_then(|()| std::fs::rename(&self.path, &path));
        placed.map_err(StoreError::file("cannot write", &path))?;
        self.fs.sync_archive(&path)
    }
}

impl Drop for FsArchiving<'_> {
    fn drop(&mut self) {
        // Once it is renamed there is nothing of this name.
        let _ = std::fs::remove_file(&self.path);
    }
}
