use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::file_id::FilesInUse;
use crate::StoreError;

/// The files of a database in use, to check that they are still in place.
#[derive(Debug)]
pub(super) struct InPlace {
    /// Its files when it was opened; `None` on a read-only file system.
    opened: Option<FilesInUse>,
    /// The writer's files; `None` while there is no writer.
    in_use: Mutex<Option<FilesInUse>>,
    /// A file that was moved while it was in use, as an earlier writer found it.
    displaced: OnceLock<PathBuf>,
}

impl InPlace {
    pub(super) fn new(opened: Option<FilesInUse>) -> Self {
        Self { in_use: Mutex::new(opened.clone()), opened, displaced: OnceLock::new() }
    }

    /// Checks that they are still in place.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if let Some(path) = self.displaced.get() {
            return Err(StoreError::Displaced { path: path.clone() });
        }
        match &*self.in_use() {
            Some(files) => files.check(),
            None => Ok(()),
        }
    }

    /// Records a new writer in place of a discarded one. It must be on the same database.
    pub(super) fn open_again(&self, database: &Path) -> Result<(), StoreError> {
        let files = FilesInUse::of(database)?;
        if !self.opened.as_ref().is_some_and(|opened| files.is_same_database(opened)) {
            return Err(StoreError::Displaced { path: database.to_owned() });
        }
        *self.in_use() = Some(files);
        Ok(())
    }

    /// Called before the writer is discarded. SQLite may remove files of the database with it, so
    /// an error of now is remembered.
    pub(super) fn give_up(&self) {
        if let Err(StoreError::Displaced { path }) = self.check() {
            // The first error is enough.
            let _ = self.displaced.set(path);
        }
        *self.in_use() = None;
    }

    fn in_use(&self) -> MutexGuard<'_, Option<FilesInUse>> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
