use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::file_id::FilesInUse;
use crate::StoreError;

/// Whether a database's files are still those that were opened.
#[derive(Debug)]
pub(super) struct InPlace {
    /// Its files when it was opened; `None` of one that nobody can write.
    opened: Option<FilesInUse>,
    /// Those of the writer; `None` while there is none.
    in_use: Mutex<Option<FilesInUse>>,
    /// A file that was taken away while it was in use, by what is remembered of a writer before.
    displaced: OnceLock<PathBuf>,
}

impl InPlace {
    pub(super) fn new(opened: Option<FilesInUse>) -> Self {
        Self { in_use: Mutex::new(opened.clone()), opened, displaced: OnceLock::new() }
    }

    /// Whether they are where they were.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        if let Some(path) = self.displaced.get() {
            return Err(StoreError::Displaced { path: path.clone() });
        }
        match &*self.in_use() {
            Some(files) => files.check(),
            None => Ok(()),
        }
    }

    /// A writer was opened in place of one that was given up: on the same database, or it is refused.
    pub(super) fn open_again(&self, database: &Path) -> Result<(), StoreError> {
        let files = FilesInUse::of(database)?;
        if !self.opened.as_ref().is_some_and(|opened| files.is_same_database(opened)) {
            return Err(StoreError::Displaced { path: database.to_owned() });
        }
        *self.in_use() = Some(files);
        Ok(())
    }

    /// The writer is about to be given up. SQLite may remove files of the database with it, so what was wrong with them
    /// before is remembered.
    pub(super) fn give_up(&self) {
        if let Err(StoreError::Displaced { path }) = self.check() {
            // The first says enough.
            let _ = self.displaced.set(path);
        }
        *self.in_use() = None;
    }

    fn in_use(&self) -> MutexGuard<'_, Option<FilesInUse>> {
        self.in_use.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
