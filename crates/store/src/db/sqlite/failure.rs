use rusqlite::{Error, ErrorCode, ffi};

use crate::StoreError;
use crate::error::DatabaseFailure;

/// Converts an error of SQLite's.
pub(super) fn failed(operation: &'static str) -> impl FnOnce(Error) -> StoreError {
    move |source| StoreError::database(operation, kind(&source), Box::new(source))
}

fn kind(error: &Error) -> DatabaseFailure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DatabaseFailure::Busy,
        Some(ErrorCode::OperationInterrupted) => DatabaseFailure::Interrupted,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => DatabaseFailure::Corrupt,
        Some(ErrorCode::CannotOpen) => DatabaseFailure::CannotOpen,
        Some(ErrorCode::ConstraintViolation) if is_unique(error) => {
            DatabaseFailure::UniqueViolation
        }
        _ => DatabaseFailure::Other,
    }
}

/// Whether a unique or primary key is violated. Other constraints do not count: a missing
/// referenced row, an empty column.
fn is_unique(error: &Error) -> bool {
    matches!(
        error.sqlite_extended_error_code(),
        Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
    )
}

/// Whether the connection is unusable. One that was opened while the disk failed can only read for
/// as long as it is open.
pub(super) fn is_lost(error: &StoreError) -> bool {
    let StoreError::Database { source, .. } = error else { return false };
    let code = source.downcast_ref::<Error>().and_then(Error::sqlite_error_code);
    matches!(
        code,
        Some(
            ErrorCode::SystemIoFailure
                | ErrorCode::ReadOnly
                | ErrorCode::CannotOpen
                | ErrorCode::NotADatabase
                | ErrorCode::DatabaseCorrupt
                | ErrorCode::FileLockingProtocolFailed
        )
    )
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// A duplicate key is distinguished from a missing referenced row and from an empty column.
    #[test]
    fn key_that_is_taken_is_the_only_unique_violation() {
        let database = Connection::open_in_memory().unwrap();
        let tables = "PRAGMA foreign_keys = ON;
            CREATE TABLE one (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE other (one INTEGER REFERENCES one) STRICT;
            INSERT INTO one VALUES (1, 'a');";
        database.execute_batch(tables).unwrap();
        let of = |sql: &str| kind(&database.execute_batch(sql).unwrap_err());
        assert_eq!(of("INSERT INTO one VALUES (1, 'b')"), DatabaseFailure::UniqueViolation);
        assert_eq!(of("INSERT INTO one VALUES (2, 'a')"), DatabaseFailure::UniqueViolation);
        assert_eq!(of("INSERT INTO one VALUES (2, NULL)"), DatabaseFailure::Other);
        assert_eq!(of("INSERT INTO other VALUES (7)"), DatabaseFailure::Other);
        assert_eq!(of("SELECT"), DatabaseFailure::Other);
    }
}
