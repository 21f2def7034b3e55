use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};
use rustix::fs::{Access, access};
use rustix::io::Errno;

use super::failure::failed;
use crate::StoreError;

const OPENING: &str = "opening the database";

/// The time a reader waits for another process, as one that recovers the write-ahead log.
const BUSY: Duration = Duration::from_secs(5);
/// SQLite's steps between two looks at the clock: some tens of microseconds.
const STEPS: i32 = 5_000;
/// The number of statements that stay prepared: all that there are, some with more than one text.
const STATEMENTS: usize = 640;
/// Memory for pages in KiB: of the one writer, and of each reader.
const WRITERS_CACHE: i64 = 64 * 1024;
const READERS_CACHE: i64 = 16 * 1024;

/// The use of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Writer,
    Reader,
}

/// Opens a connection to a database that is there.
pub(super) fn connect(path: &Path, role: Role) -> Result<Connection, StoreError> {
    configure(open(path)?, path, role)
}

/// Opens a file without changing anything.
pub(super) fn open(path: &Path) -> Result<Connection, StoreError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        Ok(connection)
    };
    open().map_err(failed(OPENING))
}

/// Opens a database on a read-only file system, for reading, without the files that SQLite would
/// create beside it.
pub(super) fn open_unwritable(path: &Path) -> Result<Connection, StoreError> {
    let open = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let name = path.to_string_lossy();
        let name = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
        let connection = Connection::open_with_flags(format!("file:{name}?immutable=1"), flags)?;
        set_pragmas(&connection, Role::Reader)?;
        // It cannot be written anyway; this is for its temporary triggers.
        connection.pragma_update(None, "query_only", false)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(connection)
    };
    open().map_err(failed(OPENING))
}

/// Whether a database is on a read-only file system, and all of its data are in its own file.
pub(super) fn is_unwritable(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let has_log = Path::new(&log).metadata().is_ok_and(|log| log.len() > 0);
    !has_log && access(path, Access::WRITE_OK) == Err(Errno::ROFS)
}

/// Sets up a connection for its use.
pub(super) fn configure(
    connection: Connection,
    path: &Path,
    role: Role,
) -> Result<Connection, StoreError> {
    set_pragmas(&connection, role).map_err(failed(OPENING))?;
    // If opening for writing fails for any reason, SQLite opens for reading only.
    match connection.is_readonly(MAIN_DB) {
        Ok(false) => Ok(connection),
        Ok(true) => Err(StoreError::ReadOnly { path: path.to_owned() }),
        Err(error) => Err(failed(OPENING)(error)),
    }
}

/// Sets whether closing the last connection leaves the write-ahead log as it is, instead of copying
/// it to the database.
pub(super) fn keep_log_when_closed(connection: &Connection, keep: bool) -> Result<(), StoreError> {
    let set = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
    set.map(|_| ()).map_err(failed(OPENING))
}

fn set_pragmas(connection: &Connection, role: Role) -> rusqlite::Result<()> {
    let cache = match role {
        Role::Writer => {
            connection.pragma_update(None, "page_size", 8192)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "journal_size_limit", 256 * 1024 * 1024)?;
            // The triggers of this connection alone: see `row_changes`.
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            WRITERS_CACHE
        }
        Role::Reader => {
            connection.pragma_update(None, "query_only", true)?;
            READERS_CACHE
        }
    };
    connection.pragma_update(None, "cache_size", -cache)?;
    // Damaged pages are found when they are read, and not when something is written to them.
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Stops the next reads at a deadline.
pub(super) fn set_deadline(
    connection: &mut Connection,
    deadline: Option<Instant>,
) -> rusqlite::Result<()> {
    let is_over = deadline.map(|deadline| move || Instant::now() >= deadline);
    connection.progress_handler(if is_over.is_some() { STEPS } else { 0 }, is_over)
}
