//! Files and folders that only their owner may read, whatever the umask is and whichever program
//! made them.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::os::unix::fs::{
    DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
};
use std::path::Path;

use crate::FileError;

/// The mode of a file, and of a folder.
const FILE: u32 = 0o600;
const FOLDER: u32 = 0o700;
/// The permissions of others.
const OTHERS: u32 = 0o077;

/// Creates a file that must not be there yet.
///
/// # Errors
/// When it is there, or cannot be created.
pub fn create(path: &Path) -> Result<File, FileError> {
    let open = OpenOptions::new().read(true).write(true).create_new(true).mode(FILE).open(path);
    open.map_err(FileError::failed("cannot make", path))
}

/// Opens a file for reading and writing, and creates it if it is not there. Permissions of others
/// are taken away.
///
/// # Errors
/// When it cannot be opened, or belongs to another user.
pub fn open_or_create(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(FILE);
    let file = options.open(path).map_err(FileError::failed("cannot open", path))?;
    make_private(path)?;
    Ok(file)
}

/// Creates a folder if it is not there. Its parent must be there: a missing parent may be a disk
/// that is not mounted. Permissions of others are taken away.
///
/// # Errors
/// When it cannot be created, or belongs to another user.
pub fn make_folder(path: &Path) -> Result<(), FileError> {
    match DirBuilder::new().mode(FOLDER).create(path) {
        Err(error) if !path.is_dir() => {
            return Err(FileError::failed("cannot make the folder", path)(error));
        }
        _ => {}
    }
    make_private(path).map(|_| ())
}

/// Takes away the permissions of others on a file or folder. Returns whether there were any.
///
/// # Errors
/// When it belongs to another user: only that user, or root, can repair it.
pub fn make_private(path: &Path) -> Result<bool, FileError> {
    let metadata = std::fs::metadata(path).map_err(FileError::failed("cannot look at", path))?;
    let me = rustix::process::geteuid().as_raw();
    if metadata.uid() != me {
        return Err(FileError::NotOurs { path: path.to_owned(), owner: metadata.uid(), me });
    }
    let mode = metadata.mode() & 0o7777;
    if mode & OTHERS == 0 {
        return Ok(false);
    }
    let private = Permissions::from_mode(mode & !OTHERS);
    std::fs::set_permissions(path, private)
        .map_err(FileError::failed("cannot take others' rights to", path))?;
    Ok(true)
}

/// The same for a file and its folder.
///
/// # Errors
/// As [`make_private`].
pub fn make_private_with_folder(path: &Path) -> Result<bool, FileError> {
    let folder = path.parent().map_or(Ok(false), make_private)?;
    Ok(make_private(path)? || folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().mode() & 0o777
    }

    #[test]
    fn file_that_others_may_touch_becomes_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o666)).unwrap();
        open_or_create(&path).unwrap();
        assert_eq!(mode(&path), 0o600);
        assert!(!make_private(&path).unwrap());
    }

    #[test]
    fn folder_that_others_may_touch_becomes_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        make_folder(&path).unwrap();
        assert_eq!(mode(&path), 0o700);
        assert!(make_folder(&path.join("b").join("c")).is_err());
        assert!(!path.join("b").exists());
    }
}
