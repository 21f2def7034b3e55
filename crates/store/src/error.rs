use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

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
    /// Others are writing, and it did not get its turn in time. Nothing was changed.
    #[error("{doing}: others are writing; try again in a moment")]
    Busy {
        /// What was to be done.
        doing: &'static str,
    },
    /// It took longer than such a call may.
    #[error("{doing} took too long and was stopped; try again in a moment")]
    TimedOut {
        /// What was being done.
        doing: &'static str,
    },
    /// The database can be opened, and not for writing.
    #[error("{path} can be opened for reading only: is its disk mounted so, or another user's?")]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// The database is missing, or nothing is in it.
    #[error(
        "the database {path} {is}: restore it from a backup, with its -wal file if there is one; a new one \
         would deliver nothing, and is made by `cprabo init` in a new data directory alone"
    )]
    NoDatabase {
        /// Where it should be.
        path: PathBuf,
        /// What is there.
        is: &'static str,
    },
    /// The archive is missing.
    #[error(
        "the archive {path} is not there: is its disk mounted? Restore it from a backup; without it nothing can be \
         replayed or repaired (an empty folder in its place says that this is accepted)"
    )]
    NoArchive {
        /// Where it should be.
        path: PathBuf,
    },
    /// The database has less than it once told somebody of.
    #[error(
        "the database {path} has {found} commits and once had {known}: its -wal file is cut or lost, or it is an \
         older copy. Restore both; or, where what is missing is known and cannot be had, take it as it is: \
         `cprabo verify --accept-loss`"
    )]
    Behind {
        /// The database.
        path: PathBuf,
        /// How many commits it once had.
        known: u64,
        /// How many it has.
        found: u64,
    },
    /// A file is another user's.
    #[error(
        "{path} belongs to user {owner}, and this is user {me}: run cprabo as the owner of its data directory \
         (`sudo -u '#{owner}' cprabo …`), or give it back (`sudo chown -R {me} {path}`)"
    )]
    NotOurs {
        /// The file or folder.
        path: PathBuf,
        /// Its owner's number.
        owner: u32,
        /// Our own.
        me: u32,
    },
    /// Whoever watched called a halt.
    #[error("stopped as asked")]
    Stopped,
    /// Rows are not those that were written.
    #[error(
        "rows of table {table} are damaged (group {group}): `cprabo verify` tells what, and what to do"
    )]
    DamagedRows {
        /// The table.
        table: &'static str,
        /// What the rows have in common.
        group: i64,
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
        move |source| match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { doing },
            Some(ErrorCode::OperationInterrupted) => Self::TimedOut { doing },
            _ => Self::Database { doing, source },
        }
    }

    /// Whether it is worth trying again as it is: nothing is wrong but the moment.
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::TimedOut { .. })
    }

    /// Whether what is stored is not what was written.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) | Self::DamagedRows { .. } => true,
            Self::Database { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            _ => false,
        }
    }

    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { doing, path, source }
    }
}
