use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::StoreError;

/// The identity of a file whatever its name is: device and inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId(u64, u64);

impl FileId {
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let metadata = std::fs::metadata(path).map_err(StoreError::file("cannot look at", path))?;
        Ok(Self(metadata.dev(), metadata.ino()))
    }
}

/// The files of a database when a connection opened them. SQLite creates the last two with the
/// first connection, and they stay as long as one is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FilesInUse([(PathBuf, FileId); 3]);

impl FilesInUse {
    pub(super) fn of(database: &Path) -> Result<Self, StoreError> {
        let with_id = |path: PathBuf| FileId::of(&path).map(|id| (path, id));
        // They are beside the file itself, whatever links lead there.
        let place = database.canonicalize();
        let place = place.map_err(StoreError::file("cannot look at", database))?;
        let beside = |suffix: &str| {
            let mut path = place.clone().into_os_string();
            path.push(suffix);
            with_id(path.into())
        };
        Ok(Self([with_id(database.to_owned())?, beside("-wal")?, beside("-shm")?]))
    }

    /// Whether the database's own file is the same.
    pub(super) fn is_same_database(&self, other: &Self) -> bool {
        let ([(_, one), ..], [(_, other), ..]) = (&self.0, &other.0);
        one == other
    }

    /// Checks that they are still in place.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let is_moved = |(path, id): &&(PathBuf, FileId)| FileId::of(path).ok() != Some(*id);
        match self.0.iter().find(is_moved) {
            Some((path, _)) => Err(StoreError::Displaced { path: path.clone() }),
            None => Ok(()),
        }
    }
}
