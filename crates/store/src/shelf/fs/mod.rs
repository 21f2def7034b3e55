mod account;
mod archive;
mod archive_mark;
mod reader;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tracing::warn;

use crate::StoreError;
use crate::layout;
use crate::private_file;

pub use archive::FsArchiving;
pub use reader::FsFile;

/// Records are small slices; they are written in blocks.
pub(super) const BLOCK: usize = 256 * 1024;

/// Files in folders, readable by their owner alone:
///
/// ```text
/// archive/installation       whose archive it is
/// archive/ab/abcd….zst       raw extracts
/// archive/ab/abcd….load.zst  loads that were delivered
/// shelf/vejle/…              an account's files
/// staging/load-7/…           what is written over some time
/// tmp/                       files that are not whole yet
/// ```
///
/// What lies in the archive is never the same file as what is served: a bit that flips in one leaves the other.
#[derive(Debug)]
pub struct Fs {
    pub(super) archive: PathBuf,
    shelf: PathBuf,
    pub(super) staging: PathBuf,
    pub(super) tmp: PathBuf,
}

impl Fs {
    /// Makes the folders that are not there.
    pub(super) fn create(folder: &Path) -> Result<Self, StoreError> {
        private_file::make_folder(&folder.join(layout::ARCHIVE))?;
        Self::open(folder)
    }

    /// Opens folders of which the archive must be there: what lies in the others can be made again from it.
    pub(super) fn open(folder: &Path) -> Result<Self, StoreError> {
        let fs = Self {
            archive: folder.join(layout::ARCHIVE),
            shelf: folder.join("shelf"),
            staging: folder.join("staging"),
            tmp: folder.join("tmp"),
        };
        if !fs.archive.is_dir() {
            return Err(StoreError::NoArchive { path: fs.archive });
        }
        for folder in [&fs.archive, &fs.shelf, &fs.staging, &fs.tmp] {
            private_file::make_folder(folder)?;
        }
        Ok(fs)
    }

    pub(super) fn discard_unfinished(&self) -> Result<(), StoreError> {
        let discard = || {
            for entry in std::fs::read_dir(&self.tmp)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    std::fs::remove_dir_all(entry.path())?;
                } else {
                    std::fs::remove_file(entry.path())?;
                }
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

    /// A file in which to write what is not whole yet.
    fn unfinished(&self) -> Result<(File, PathBuf), StoreError> {
        let path = self.tmp.join(format!("{}", uuid::Uuid::new_v4()));
        Ok((private_file::create(&path)?, path))
    }

    /// Writes under another name, then renames, so that nobody finds half a file under its own. Only for the one process
    /// that writes: others throw away what is not finished.
    fn place(
        &self,
        path: &Path,
        write: impl FnOnce(File) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let (file, tmp) = self.unfinished()?;
        place_by(&tmp, file, path, write)
    }
}

/// The same by way of a file that nobody else throws away.
fn place_by(
    tmp: &Path,
    file: File,
    path: &Path,
    write: impl FnOnce(File) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let placed = write(file).and_then(|()| {
        clear_folder(path)?;
        std::fs::rename(tmp, path).map_err(StoreError::file("cannot write", path))
    });
    if placed.is_err() {
        // The name is nobody else's; an error says that it is gone.
        let _ = std::fs::remove_file(tmp);
    }
    placed
}

/// Writes slices in blocks.
fn write_slices<'a>(file: File, mut slices: impl Iterator<Item = &'a [u8]>) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(BLOCK, file);
    slices.try_for_each(|slice| file.write_all(slice))?;
    file.flush()
}

/// Hands out a reader's bytes block by block.
pub(super) fn for_each_block(
    mut reader: impl std::io::Read,
    path: &Path,
    take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut block = vec![0; BLOCK];
    loop {
        match reader.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(read) => take(block.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(StoreError::file("cannot read", path)(error)),
        }
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

/// Takes a folder away that lies where a file should: it is put aside, beside it, if something is in it.
fn clear_folder(path: &Path) -> Result<(), StoreError> {
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(format!(".aside-{}", uuid::Uuid::new_v4()));
    let cleared = std::fs::remove_dir(path).or_else(|_| std::fs::rename(path, &aside));
    cleared.map_err(StoreError::file("cannot take away the folder", path))?;
    warn!(event = "shelf.folder_cleared", path = %path.display(), "a folder lay where a file should; what was in it lies beside it");
    Ok(())
}

/// Removes a file, if there is one.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    clear_folder(path)?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file("cannot remove", path)(error))
        }
        _ => Ok(()),
    }
}
