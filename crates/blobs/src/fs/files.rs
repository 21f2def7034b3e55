//! Operations on files in any folder.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::Path;

use tracing::warn;

use crate::error::BlobError;
use crate::key::BlobKey;
use crate::reader::BLOCK;

/// Writes slices in blocks: records are small.
pub(super) fn write_slices<'a>(
    file: File,
    mut slices: impl Iterator<Item = &'a [u8]>,
) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(BLOCK, file);
    slices.try_for_each(|slice| file.write_all(slice))?;
    file.flush()
}

/// Returns when a file, or the names in a folder, are on disk.
pub(super) fn sync(path: &Path) -> Result<(), BlobError> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(failed("cannot write", path))
}

/// Adds the keys of the files below a folder, whose own key is `prefix`; none if there is no
/// folder.
pub(super) fn walk(folder: &Path, prefix: &str, keys: &mut Vec<BlobKey>) -> Result<(), BlobError> {
    let cannot_read = |error| failed("cannot read the folder", folder)(error);
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(cannot_read)?,
    };
    for entry in entries {
        let entry = entry.map_err(cannot_read)?;
        let kind = entry.file_type().map_err(cannot_read)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let key = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if kind.is_dir() {
            walk(&entry.path(), &key, keys)?;
        } else if kind.is_file() {
            keys.extend(key.parse::<BlobKey>());
        }
    }
    Ok(())
}

/// Removes a file, if it is there.
pub(super) fn remove(path: &Path) -> Result<(), BlobError> {
    clear_folder(path)?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(failed("cannot remove", path)(error))
        }
        _ => Ok(()),
    }
}

/// Removes a folder from the place of a file. One that is not empty is renamed.
pub(super) fn clear_folder(path: &Path) -> Result<(), BlobError> {
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Ok(());
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(format!(".aside-{}", uuid::Uuid::new_v4()));
    let cleared = std::fs::remove_dir(path).or_else(|_| std::fs::rename(path, &aside));
    cleared.map_err(failed("cannot take away the folder", path))?;
    warn!(event = "files.folder_moved_aside", path = %path.display(), "a folder in place of a file was moved aside with its content");
    Ok(())
}

pub(super) fn failed(
    operation: &'static str,
    path: &Path,
) -> impl FnOnce(std::io::Error) -> BlobError {
    BlobError::failed(operation, path.display().to_string())
}
