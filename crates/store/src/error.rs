use std::path::{Path, PathBuf};

/// What went wrong in the store: what was being done, to what, and why not. Never personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database refused.
    #[error("{doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// The database's reason.
        source: rusqlite::Error,
    },
    /// A file could not be read or written.
    #[error("{doing} {path}")]
    File {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The database was written by a newer cprabo.
    #[error("the database has schema {found}, this cprabo knows {known}: use a newer cprabo")]
    Newer {
        /// The schema of the database.
        found: i64,
        /// The newest schema that is known.
        known: i64,
    },
    /// Something of that name or number is there already.
    #[error("{0} is there already")]
    Exists(String),
    /// Nothing of that name or number is there.
    #[error("there is no {0}")]
    Missing(String),
    /// The state does not allow it.
    #[error("{0}")]
    NotNow(String),
    /// What was read back is not what this program writes.
    #[error("the stored {0} cannot be read: the database is damaged")]
    Damaged(&'static str),
}

impl StoreError {
    pub(crate) fn database(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Database { doing, source }
    }

    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { doing, path, source }
    }
}
