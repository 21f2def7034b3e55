use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use exchange_proto::OutName;
use private_files::private_file;
use sftp_proto::WriteMode;
use sha256::Sha256;

use crate::error::UploadError;
use crate::limits::UploadLimits;
use crate::out_file::OutFile;
use crate::recently_taken::RecentlyTaken;
use crate::running_digest::RunningDigest;
use crate::usage::{Usage, check_disk};
use crate::writer::{SharedWriter, Writer, lock};

/// The `OUT` of one account.
#[derive(Debug)]
pub(crate) struct Account {
    folder: PathBuf,
    limits: UploadLimits,
    usage: Usage,
    names: Mutex<Names>,
}

/// What is known of files beyond what the file system says.
#[derive(Debug, Default)]
struct Names {
    /// Files that are open to be written.
    open: HashMap<OutName, SharedWriter>,
    /// Length and digest of files that were written in order.
    digests: HashMap<OutName, (u64, Sha256)>,
    taken: RecentlyTaken,
}

impl Account {
    /// The account's folder, which is created if it is not there.
    pub(crate) fn open(folder: PathBuf, limits: UploadLimits) -> Result<Self, UploadError> {
        private_file::make_folder(&folder)?;
        let (mut bytes, mut files) = (0, 0);
        for entry in entries(&folder)? {
            bytes += entry.1;
            files += 1;
        }
        Ok(Self { folder, limits, usage: Usage::new(bytes, files), names: Mutex::default() })
    }

    pub(crate) const fn limits(&self) -> &UploadLimits {
        &self.limits
    }

    pub(crate) const fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Opens a file to be written. Whoever had it open writes no more.
    pub(crate) fn create(
        &self,
        name: &OutName,
        mode: WriteMode,
    ) -> Result<SharedWriter, UploadError> {
        let mut names = self.names();
        names.end(name);
        let (file, before) = self.open_file(name, mode)?;
        names.digests.remove(name);
        let size = if mode.truncate { 0 } else { before };
        if mode.truncate && before > 0 {
            file.set_len(0).map_err(UploadError::failed("emptying an upload"))?;
            self.usage.remove_bytes(before);
        }
        let digest = if size == 0 { RunningDigest::begin() } else { RunningDigest::default() };
        let folder = self.folder.clone();
        let writer =
            Writer { file, size, append: mode.append, digest, disk_checked_to: size, folder };
        let writer = Arc::new(Mutex::new(Some(writer)));
        names.open.insert(name.clone(), Arc::clone(&writer));
        Ok(writer)
    }

    /// Opens or creates the file; returns its length before.
    fn open_file(&self, name: &OutName, mode: WriteMode) -> Result<(File, u64), UploadError> {
        let path = self.path(name);
        let mut options = OpenOptions::new();
        options.write(true).custom_flags(NO_FOLLOW).mode(0o600);
        if !(mode.create && mode.exclusive) {
            match options.open(&path) {
                Ok(file) => {
                    let size = file.metadata().map_err(UploadError::failed(OPENING))?.len();
                    return Ok((file, size));
                }
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(UploadError::failed(OPENING)(error));
                }
                Err(_) if !mode.create => return Err(UploadError::NotFound),
                Err(_) => {}
            }
        }
        check_disk(&self.folder, &self.limits)?;
        self.usage.add_file(&self.limits)?;
        options.create_new(true).open(&path).map(|file| (file, 0)).map_err(|error| {
            self.usage.remove_file(0);
            match error.kind() {
                std::io::ErrorKind::AlreadyExists => UploadError::Taken,
                _ => UploadError::failed(OPENING)(error),
            }
        })
    }

    /// Closes a file if the handle is still its own.
    pub(crate) fn close(&self, name: &OutName, writer: &SharedWriter) -> bool {
        let mut names = self.names();
        let Some(closed) = lock(writer).take() else { return false };
        names.open.remove(name);
        let (size, digest) = closed.finish();
        if let Some(digest) = digest {
            names.digests.insert(name.clone(), (size, digest));
        }
        true
    }

    pub(crate) fn list(&self) -> Result<Vec<OutFile>, UploadError> {
        let names = self.names();
        let file = |(name, size, mtime): (OutName, u64, i64)| OutFile {
            is_open: names.open.contains_key(&name),
            name,
            size,
            mtime,
        };
        Ok(entries(&self.folder)?.into_iter().map(file).collect())
    }

    /// A file, also when it was just taken.
    pub(crate) fn stat(&self, name: &OutName) -> Result<OutFile, UploadError> {
        let names = self.names();
        match self.look_at(name, &names) {
            Err(UploadError::NotFound) => {
                names.taken.find(name, Instant::now()).ok_or(UploadError::NotFound)
            }
            found => found,
        }
    }

    fn look_at(&self, name: &OutName, names: &Names) -> Result<OutFile, UploadError> {
        let metadata = self.path(name).symlink_metadata();
        let metadata = metadata.map_err(UploadError::failed("looking at an upload"))?;
        let (size, mtime) = (metadata.len(), metadata.mtime());
        Ok(OutFile { name: name.clone(), size, mtime, is_open: names.open.contains_key(name) })
    }

    pub(crate) fn read(&self, name: &OutName, longest: u64) -> Result<Vec<u8>, UploadError> {
        let reading = "reading an upload";
        let mut options = OpenOptions::new();
        let file = options.read(true).custom_flags(NO_FOLLOW).open(self.path(name));
        let file = file.map_err(UploadError::failed(reading))?;
        let mut bytes = Vec::new();
        let mut limited = std::io::Read::take(file, longest);
        std::io::Read::read_to_end(&mut limited, &mut bytes)
            .map_err(UploadError::failed(reading))?;
        Ok(bytes)
    }

    /// Gives a file another name. Handles to it write no more: they are closed by the clients that rename.
    pub(crate) fn rename(&self, from: &OutName, to: &OutName) -> Result<(), UploadError> {
        let mut names = self.names();
        let (from_path, to_path) = (self.path(from), self.path(to));
        if to_path.symlink_metadata().is_ok() {
            return Err(UploadError::Taken);
        }
        names.end(from);
        std::fs::rename(from_path, to_path).map_err(UploadError::failed("renaming an upload"))?;
        if let Some(digest) = names.digests.remove(from) {
            names.digests.insert(to.clone(), digest);
        }
        Ok(())
    }

    pub(crate) fn remove(&self, name: &OutName) -> Result<(), UploadError> {
        let mut names = self.names();
        let size = self.look_at(name, &names)?.size;
        names.end(name);
        names.digests.remove(name);
        std::fs::remove_file(self.path(name)).map_err(UploadError::failed("removing an upload"))?;
        self.usage.remove_file(size);
        Ok(())
    }

    /// Moves a file elsewhere, if nobody writes it. Returns its digest, if it is known and the file has the length of
    /// which it is.
    pub(crate) fn take(&self, name: &OutName, to: &Path) -> Result<Option<Sha256>, UploadError> {
        let mut names = self.names();
        if names.open.contains_key(name) {
            return Err(UploadError::InUse);
        }
        let file = self.look_at(name, &names)?;
        let size = file.size;
        std::fs::rename(self.path(name), to).map_err(UploadError::failed("taking an upload"))?;
        self.usage.remove_file(size);
        names.taken.add(file, Instant::now());
        let known = names.digests.remove(name).filter(|(of, _)| *of == size);
        Ok(known.map(|(_, sha256)| sha256))
    }

    /// Puts a file back that was taken, unless one has its name.
    pub(crate) fn give_back(&self, name: &OutName, from: &Path) -> Result<(), UploadError> {
        let _names = self.names();
        let to = self.path(name);
        if to.symlink_metadata().is_ok() {
            return Ok(());
        }
        let size = from.metadata().map_err(UploadError::failed("looking at an upload"))?.len();
        std::fs::rename(from, to).map_err(UploadError::failed("putting an upload back"))?;
        self.usage.put_back(size);
        Ok(())
    }

    fn path(&self, name: &OutName) -> PathBuf {
        self.folder.join(name.as_str())
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const OPENING: &str = "opening an upload";
/// Nobody but the platform makes entries of the folder, and it makes no links.
const NO_FOLLOW: i32 = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();

impl Names {
    /// Ends the handle that a file has, if it has one. What it is writing is written to the end first.
    fn end(&mut self, name: &OutName) {
        if let Some(writer) = self.open.remove(name)
            && let Some(ended) = lock(&writer).take()
            && let (size, Some(digest)) = ended.finish()
        {
            self.digests.insert(name.clone(), (size, digest));
        }
    }
}

/// The files of a folder with length and mtime, by name. What is no file with a name of `OUT` is left out.
fn entries(folder: &Path) -> Result<Vec<(OutName, u64, i64)>, UploadError> {
    let failed = || UploadError::of_folder("cannot list", folder);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        let name = entry.file_name().into_string().ok().and_then(|name| name.parse().ok());
        // It may be gone by now.
        let metadata = entry.metadata().ok().filter(std::fs::Metadata::is_file);
        found.extend(name.zip(metadata).map(|(name, it)| (name, it.len(), it.mtime())));
    }
    found.sort();
    Ok(found)
}
