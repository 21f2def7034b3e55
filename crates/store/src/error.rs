use std::error::Error;
use std::path::{Path, PathBuf};

use private_files::FileError;

use crate::layout;

/// The error of a database engine, in its own words.
pub type EngineError = Box<dyn Error + Send + Sync>;

/// The kind of failure that a database engine reports, the same for every engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseFailure {
    /// Another writer holds the database.
    Busy,
    /// It took too long and was interrupted.
    Interrupted,
    /// A page cannot be read: the file is damaged, or no database.
    Corrupt,
    /// The database, or a file that belongs to it, cannot be opened.
    CannotOpen,
    /// A row of that key is there already.
    UniqueViolation,
    /// Something else.
    Other,
}

/// An error of the store: the operation, what it was applied to, and the reason. Never has personal
/// data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The engine reports a failure.
    #[error("{operation}")]
    Database {
        /// What was being done.
        operation: &'static str,
        /// What kind of failure it was.
        failure: DatabaseFailure,
        /// The database's reason.
        source: EngineError,
    },
    /// A file beside the database cannot be used.
    #[error(transparent)]
    File(#[from] FileError),
    /// A number that is not in the replica and cannot exist.
    #[error(
        "a PNR is ten digits that begin with a day (01-31) and a month (01-12), unless the register has sent it"
    )]
    ImplausiblePnr,
    /// A kind that restricts whom a subscription gets would lose its last filter.
    #[error(
        "without these filters the others would choose more persons than now, because a kind without a filter restricts \
         nobody: leave one of the kind, or remove the others first"
    )]
    Widens,
    /// Other writers kept the database for too long. Nothing was changed.
    #[error("{operation}: others are writing; try again in a moment")]
    Busy {
        /// What was to be done.
        operation: &'static str,
    },
    /// The call took longer than its limit.
    #[error("{operation} took too long and was stopped; try again in a moment")]
    TimedOut {
        /// What was being done.
        operation: &'static str,
    },
    /// The database can be opened, but not for writing.
    #[error("{path} can be opened for reading only: is its disk mounted so, or another user's?")]
    ReadOnly {
        /// The database.
        path: PathBuf,
    },
    /// The database is missing, or empty.
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
    /// The file is there, but it is no readable database.
    #[error(
        "the database {path} cannot be read: restore it from a backup, with its -wal file if there is one \
         (docs/operating.md)"
    )]
    Unreadable {
        /// The database.
        path: PathBuf,
        /// The database's reason.
        source: EngineError,
    },
    /// An open file was moved or replaced.
    #[error(
        "{path} was removed or replaced while it was in use: what is written now may be lost, so nothing is. Stop the \
         server and start it again: it says whether something is lost, and what to do"
    )]
    Displaced {
        /// Where it was.
        path: PathBuf,
    },
    /// The database has fewer commits than it once confirmed.
    #[error(
        "the database {path} has {found} commits and once had {known}: its -wal file is cut or lost, or it is an \
         older copy. Restore both; or, where what is missing is known and cannot be had, take it as it is: \
         `cprabo verify --accept-loss`"
    )]
    Behind {
        /// The database.
        path: PathBuf,
        /// The number of commits that it once confirmed.
        known: u64,
        /// The number that it has.
        found: u64,
    },
    /// No file beside the database has the number of its commits.
    #[error(
        "nothing says any more how many commits the database {path} had ({commits} and {archive_commits} are lost), so \
         its last ones may be lost too. Restore one of them; or take the database as it is: `cprabo verify \
         --accept-loss`",
        commits = layout::COMMITS,
        archive_commits = layout::ARCHIVE_COMMITS
    )]
    NoWitness {
        /// The database.
        path: PathBuf,
    },
    /// The system gives no random bytes, without which nobody's disclosure can be sealed.
    #[error("the system gives no random bytes: nothing can be entered into the disclosure ledger")]
    NoRandomness,
    /// The observer stopped the check.
    #[error("stopped by the caller")]
    Stopped,
    /// Rows do not match their checksum.
    #[error(
        "rows of table {table} are damaged (group {group}): `cprabo verify` shows the damage, and what to do"
    )]
    DamagedRows {
        /// The table.
        table: &'static str,
        /// What the rows have in common.
        group: i64,
    },
    /// The database was written by a newer cprabo.
    #[error("the database has schema {found}, this cprabo knows {known}: use a newer cprabo")]
    SchemaTooNew {
        /// The schema of the database.
        found: i64,
        /// The newest schema that is known.
        known: i64,
    },
    /// The database was written by a cprabo that was never released.
    #[error(
        "the database has schema {found}, this cprabo brings up to date what has schema {oldest}: open it once with a \
         cprabo in between"
    )]
    SchemaTooOld {
        /// The schema of the database.
        found: i64,
        /// The oldest schema that is brought up to date.
        oldest: i64,
    },
    /// Rows of an older database do not match their checksum.
    #[error(
        "rows of table {table} are damaged (group {group}), so the database is not brought up to date: mend it with \
         `cprabo verify` of the version that wrote it, or restore a backup"
    )]
    DamagedBeforeMigration {
        /// The table.
        table: &'static str,
        /// What the rows have in common.
        group: i64,
    },
    /// Another process has taken over work that one does at a time.
    #[error(
        "another process has taken over the work under the lease {name}: nothing was written, and it goes on from there"
    )]
    LeaseLost {
        /// The lease.
        name: &'static str,
    },
    /// Something with that name or number is there already.
    #[error("{0} is there already")]
    AlreadyExists(String),
    /// Nothing with that name or number is there.
    #[error("there is no {0}")]
    NotFound(String),
    /// The state does not allow it.
    #[error("{0}")]
    Conflict(String),
    /// A second person has to approve it.
    #[error("somebody else has to approve it: you submitted it, or changed it last")]
    SamePerson,
    /// The stored value is not one that this program writes.
    #[error("the stored {0} cannot be read: the database is damaged")]
    Corrupt(&'static str),
}

impl StoreError {
    pub(crate) fn database(
        operation: &'static str,
        failure: DatabaseFailure,
        source: EngineError,
    ) -> Self {
        match failure {
            DatabaseFailure::Busy => Self::Busy { operation },
            DatabaseFailure::Interrupted => Self::TimedOut { operation },
            _ => Self::Database { operation, failure, source },
        }
    }

    /// Whether the same call may succeed later: nothing is wrong but the moment.
    pub const fn is_busy(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::TimedOut { .. })
    }

    /// Whether stored data is damaged.
    pub const fn is_damage(&self) -> bool {
        matches!(
            self,
            Self::Corrupt(_)
                | Self::DamagedRows { .. }
                | Self::Unreadable { .. }
                | Self::Database { failure: DatabaseFailure::Corrupt, .. }
        )
    }

    /// Whether the engine refused because a row with that key is there already.
    const fn is_taken(&self) -> bool {
        matches!(self, Self::Database { failure: DatabaseFailure::UniqueViolation, .. })
    }

    /// Replaces this error by another if a row with that key is there already.
    pub(crate) fn if_taken(self, other: Self) -> Self {
        if self.is_taken() { other } else { self }
    }

    pub(crate) fn file(
        operation: &'static str,
        path: &Path,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let failed = FileError::failed(operation, path);
        move |source| Self::File(failed(source))
    }
}
