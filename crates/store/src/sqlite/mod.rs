//! The embedded store: one SQLite database, one writer, as many readers as are asked for.
//!
//! SQLite's write-ahead log lets readers go on while a run is written; a second process (`cprabo ingest`
//! beside `cprabo serve`) waits its turn at the write lock. Every commit is on disk before it is told
//! (`synchronous=FULL`).

mod agreements;
mod apply;
mod audit;
mod beside;
mod calendar;
mod candidates;
mod coding;
mod collections;
mod columns;
mod counts;
mod day;
mod deliveries;
mod disclosed;
mod filter_history;
mod filter_value;
mod filters;
mod first_data;
mod load_only;
mod load_work;
mod loads;
mod person_row;
#[cfg(test)]
mod plan;
mod replays;
mod retention;
mod runs;
mod seed;
mod systems;
mod trace;
mod traced_deliveries;

pub(crate) use seed::Seeding;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::StoreError;

/// The schemas in order; a database at version n has had the first n.
const MIGRATIONS: [&str; 6] = [
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
];

/// How long a writer waits for another process's transaction: longer than the largest run takes.
const BUSY: Duration = Duration::from_secs(120);

/// Readers that are kept open when nobody uses them.
const IDLE_READERS: usize = 8;

/// A SQLite database.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Sqlite {
    /// Opens the database at `path`, made anew if there is none, and brings its schema up to date.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let mut writer = connect(path)?;
        migrate(&mut writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing.
    fn write<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        // A panic in another thread left its transaction rolled back, not half done.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::database(doing))?;
        let result = work(&transaction)?;
        transaction.commit().map_err(StoreError::database(doing))?;
        Ok(result)
    }

    /// Runs `work` on one consistent state, beside any writer.
    fn read<T>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle().pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => connect(&self.path)?,
        };
        let transaction = reader.transaction().map_err(StoreError::database(doing))?;
        let result = work(&transaction)?;
        transaction.finish().map_err(StoreError::database(doing))?;
        let mut idle = self.idle();
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
        Ok(result)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    let open = || {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "page_size", 8192)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "cache_size", -64 * 1024)?;
        connection.pragma_update(None, "mmap_size", 1i64 << 32)?;
        connection.pragma_update(None, "journal_size_limit", 256 * 1024 * 1024)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    };
    open().map_err(StoreError::database("opening the database"))
}

/// Brings the schema up to date. Nothing is written, and nobody waited for, where it is.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let doing = "bringing the database up to date";
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    match version(connection)? {
        found if found == known => return Ok(()),
        found if found > known => return Err(StoreError::Newer { found, known }),
        _ => {}
    }
    // A table that others refer to is made anew by making another: references are looked at when all is done.
    connection.pragma_update(None, "foreign_keys", false).map_err(StoreError::database(doing))?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::database(doing))?;
    // Another process may have been faster.
    let found = usize::try_from(version(&transaction)?).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(migration).map_err(StoreError::database(doing))?;
    }
    check_references(&transaction)?;
    transaction.pragma_update(None, "user_version", known).map_err(StoreError::database(doing))?;
    transaction.commit().map_err(StoreError::database(doing))?;
    connection.pragma_update(None, "foreign_keys", true).map_err(StoreError::database(doing))
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    let doing = "reading the version of the database";
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0));
    version.map_err(StoreError::database(doing))
}

fn check_references(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let count = "SELECT count(*) FROM pragma_foreign_key_check";
    let broken: i64 = transaction
        .query_row(count, [], |row| row.get(0))
        .map_err(StoreError::database("looking at references between tables"))?;
    if broken > 0 { Err(StoreError::Damaged("reference between tables")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        Sqlite::open(&path).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let error = Sqlite::open(&path).unwrap_err().to_string();
        assert!(error.contains("schema 99"), "{error}");
    }

    /// What an older cprabo has written is there, and what refers to what.
    #[test]
    fn an_older_database_is_brought_up_to_date_with_everything_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        let older = connect(&path).unwrap();
        older.execute_batch(MIGRATIONS[0]).unwrap();
        older.execute_batch(include_str!("schema_1_example.sql")).unwrap();
        older.pragma_update(None, "user_version", 1).unwrap();
        drop(older);
        let db = Sqlite::open(&path).unwrap();
        let run = db.last_applied().unwrap().unwrap();
        assert_eq!(run.kind, crate::RunKind::Day);
        let delivery = db.deliveries(crate::DeliveriesOf::Run(run.id)).unwrap().remove(0);
        assert_eq!((delivery.seq, delivery.kind), (1, crate::DeliveryKind::Day));
        assert!(delivery.collected_at.is_some());
        assert_eq!(db.disclosed(delivery.id).unwrap().len(), 1);
        let on: bool = db
            .read("testing", |tx| {
                Ok(tx.pragma_query_value(None, "foreign_keys", |row| row.get(0)).unwrap())
            })
            .unwrap();
        assert!(on);
    }

    /// A catch-up that was ordered before stays confined to the same numbers, and rows that millions of persons had are
    /// gone.
    #[test]
    fn a_load_that_was_under_way_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        let older = connect(&path).unwrap();
        older.pragma_update(None, "foreign_keys", false).unwrap();
        older.execute_batch(MIGRATIONS[0]).unwrap();
        older.execute_batch(include_str!("schema_1_example.sql")).unwrap();
        MIGRATIONS[1..5].iter().for_each(|migration| older.execute_batch(migration).unwrap());
        let load = "INSERT INTO load_order (id, agreement, kinds, without_events, state, who, correlation, ordered_at)
                VALUES (7, 1, 'filters', 0, 'ordered', 'platform', '', 0), (6, 1, 'all', 0, 'done', 'platform', '', 0);
            INSERT INTO load_pnr VALUES (7, 3112991234), (7, 101701234), (6, 101701234);";
        older.execute_batch(load).unwrap();
        older.pragma_update(None, "user_version", 5).unwrap();
        drop(older);
        let db = Sqlite::open(&path).unwrap();
        let only = |id| db.read("testing", |tx| load_only::of(tx, crate::LoadId(id))).unwrap();
        let numbers = only(7).unwrap().into_iter().map(civil::Pnr::to_integer).collect::<Vec<_>>();
        assert_eq!(numbers, [101_701_234, 3_112_991_234]);
        assert_eq!(only(6), None);
        assert_eq!(db.open_loads().unwrap(), [crate::LoadId(7)]);
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let db = Sqlite::open(&folder.path().join("cprabo.db")).unwrap();
        let insert = "INSERT INTO dictionary (id, bytes) VALUES (1, x'00')";
        let failed: Result<(), StoreError> = db.write("testing", |tx| {
            tx.execute(insert, []).unwrap();
            Err(StoreError::Missing("reason to go on".into()))
        });
        assert!(failed.is_err());
        let count: i64 = db
            .read("testing", |tx| {
                Ok(tx.query_row("SELECT count(*) FROM dictionary", [], |row| row.get(0)).unwrap())
            })
            .unwrap();
        assert_eq!(count, 0);
    }
}
