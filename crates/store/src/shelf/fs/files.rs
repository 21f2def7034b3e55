//! Operations on files in any folder.

use std::fs::{File, FileType};
use std::io::{BufWriter, ErrorKind, Read, Write as _};
use std::path::Path;

use tracing::warn;

use crate::StoreError;

/// Records are small slices, so they are written in blocks.
pub(super) const BLOCK: usize = 256 * 1024;

/// Writes a file under another name and renames it, so that nobody finds a half-written file.
pub(super) fn place_by(
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
        // Nothing else has this name; an error means that it is gone.
        let _ = std::fs::remove_file(tmp);
    }
    placed
}

/// Writes slices in blocks.
pub(super) fn write_slices<'a>(
    file: File,
    mut slices: impl Iterator<Item = &'a [u8]>,
) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(BLOCK, file);
    slices.try_for_each(|slice| file.write_all(slice))?;
    file.flush()
}

/// Visits a reader's bytes block by block.
pub(super) fn for_each_block(
    mut source: impl Read,
    path: &Path,
    take: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut block = vec![0; BLOCK];
    loop {
        match source.read(&mut block) {
            Ok(0) => return Ok(()),
            Ok(read) => take(block.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(StoreError::file("cannot read", path)(error)),
        }
    }
}

/// The names of the entries of one kind in a folder, as far as they are text; none if there is no
/// folder.
pub(super) fn names(
    folder: &Path,
    is_such: impl Fn(&FileType) -> bool,
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
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed.map_err(StoreError::file("cannot read the folder", folder)),
    }
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    clear_folder(path)?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(StoreError::file("cannot remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Removes a folder from the place of a file. One that is not empty is renamed.
pub(super) fn clear_folder(path: &Path) -> Result<(), StoreError> {
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(format!(".aside-{}", uuid::Uuid::new_v4()));
    let cleared = std::fs::remove_dir(path).or_else(|_| std::fs::rename(path, &aside));
    cleared.map_err(StoreError::file("cannot take away the folder", path))?;
    warn!(event = "files.folder_moved_aside", path = %path.display(), "a folder lay where a file should; what was in it lies beside it");
    Ok(())
}
