//! The schema, and bringing an older database to it.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::failure::failed;
use super::row_changes;
use super::tx::SqliteTx;
use super::{from_7, from_later};
use crate::StoreError;
use crate::db::checksums;
use crate::db::table::{PERSON_COLUMNS, TABLES};
use crate::db::tx::Tx;

/// The statements of the schema.
const SCHEMA: &str = include_str!("schema.sql");
/// The version of the schema.
pub(super) const VERSION: i64 = 12;
/// The oldest version that is brought up to date. Older ones were never released.
const OLDEST: i64 = 7;

/// Tables that every schema has.
const OUR_TABLES: [&str; 4] = ["agreement", "filter_change", "person", "run"];

/// The kind of a database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is empty.
    Empty,
    /// Ours, with this version of the schema.
    Ours(i64),
    /// It belongs to another program.
    Foreign,
}

/// Determines the kind of a database, and changes nothing.
///
/// # Errors
/// [`StoreError::SchemaTooNew`], [`StoreError::SchemaTooOld`].
pub(super) fn kind(connection: &Connection) -> Result<Kind, StoreError> {
    let operation = "looking at what database it is";
    let version = version(connection)?;
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let names: Vec<String> = connection
        .prepare(names)
        .and_then(|mut names| names.query_map([], |row| row.get(0))?.collect())
        .map_err(failed(operation))?;
    let has_ours = OUR_TABLES.iter().all(|table| names.iter().any(|name| name == table));
    match version {
        0 if names.is_empty() => Ok(Kind::Empty),
        found if found > 0 && has_ours => check_version(found).map(|()| Kind::Ours(found)),
        _ => Ok(Kind::Foreign),
    }
}

fn check_version(found: i64) -> Result<(), StoreError> {
    match found {
        OLDEST..=VERSION => Ok(()),
        found if found > VERSION => Err(StoreError::SchemaTooNew { found, known: VERSION }),
        found => Err(StoreError::SchemaTooOld { found, oldest: OLDEST }),
    }
}

/// Brings the schema up to date. An up-to-date one is neither written nor waited for.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let operation = "bringing the database up to date";
    if version(connection)? == VERSION {
        return Ok(());
    }
    // Tables that others reference are replaced by new ones, so references are checked at the end.
    connection.pragma_update(None, "foreign_keys", false).map_err(failed(operation))?;
    row_changes::register(connection)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed(operation))?;
    // Another process may have been faster.
    match version(&transaction)? {
        0 => transaction.execute_batch(SCHEMA).map_err(failed(operation))?,
        VERSION => {}
        found => {
            check_version(found)?;
            let tx = SqliteTx::reading(&transaction, operation);
            match found {
                7 => from_7::migrate(&tx, SCHEMA)?,
                later => from_later::migrate(&tx, later, SCHEMA)?,
            }
        }
    }
    check_references(&transaction)?;
    adopt(&SqliteTx::reading(&transaction, operation))?;
    transaction.pragma_update(None, "user_version", VERSION).map_err(failed(operation))?;
    transaction.commit().map_err(failed(operation))?;
    connection.pragma_update(None, "foreign_keys", true).map_err(failed(operation))
}

/// Computes all checksums again from the rows as they are.
pub(in crate::db) fn adopt(tx: &SqliteTx<'_>) -> Result<(), StoreError> {
    let seal = format!("UPDATE person SET checksum = row_checksum({PERSON_COLUMNS})");
    tx.execute(&seal, &[])?;
    // Persons as they were before the last run have the same form, and return with it when that is undone.
    let seal = format!(
        "UPDATE person_before SET checksum = row_checksum({PERSON_COLUMNS}) WHERE run IS NOT NULL"
    );
    tx.execute(&seal, &[])?;
    checksums::adopt(&Tx::Sqlite(tx), TABLES)?;
    // Changes before this are part of what was computed.
    tx.take_changes();
    Ok(())
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    let operation = "reading the version of the database";
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0));
    version.map_err(failed(operation))
}

fn check_references(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let count = "SELECT count(*) FROM pragma_foreign_key_check";
    let broken: i64 = transaction
        .query_row(count, [], |row| row.get(0))
        .map_err(failed("looking at references between tables"))?;
    if broken > 0 { Err(StoreError::Corrupt("reference between tables")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Store;
    use crate::model::{
        Apply, Author, NewRun, PersonIndex, PersonUpdate, RunHeader, RunId, Sha256,
    };

    fn of_version(version: i64) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        Store::create(&path).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
        drop(connection);
        Store::create(&path).unwrap_err().to_string()
    }

    #[test]
    fn migrate_newer_database_is_left_alone() {
        let error = of_version(99);
        assert!(error.contains("schema 99"), "{error}");
    }

    #[test]
    fn migrate_database_before_the_oldest_is_left_alone() {
        let error = of_version(6);
        assert!(error.contains("schema 6") && error.contains("schema 7"), "{error}");
    }

    /// A run of a day with one changed person, applied.
    fn apply(store: &Store, day: i8, record: &'static [u8]) -> RunId {
        let proddto = jiff::civil::date(2026, 1, day);
        let last = store.last_applied().unwrap().and_then(|run| run.header).map(|it| it.proddto);
        let opgavenr = "004711".parse().unwrap();
        let header = Some(RunHeader { opgavenr, proddto, proddtoforrig: last });
        let (file_name, sha256, at) = ("d", Sha256::of([record]), Timestamp::UNIX_EPOCH);
        let (findings, held, intake) = (Vec::new(), None, None);
        let (size, persons, records) = (1, 1, 1);
        let new = NewRun {
            file_name,
            sha256,
            size,
            header,
            persons,
            records,
            findings,
            held,
            intake,
            at,
        };
        let run = store.add_run(&new).unwrap();
        let person = PersonUpdate {
            pnr: "0101701234".parse().unwrap(),
            index: PersonIndex::default(),
            successor: None,
            events: &[],
            is_protected: false,
            records: vec![record],
            size: crate::model::RecordsSize::default(),
        };
        let apply = Apply {
            run,
            last,
            persons: vec![person],
            roads: std::collections::BTreeSet::new(),
            day: proddto,
            at,
            name: &|_, _| String::new(),
            sender: "CPR",
            successor: &|_| None,
        };
        store.apply(apply).unwrap();
        run
    }

    /// Their checksums are of the older form until then.
    #[test]
    fn adopt_persons_as_they_were_before_the_last_run_return_when_it_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        let store = Store::create(&path).unwrap();
        apply(&store, 5, b"001 before");
        let last = apply(&store, 6, b"001 after");
        drop(store);
        let mut connection = Connection::open(&path).unwrap();
        connection.execute("UPDATE person_before SET checksum = checksum + 1", []).unwrap();
        row_changes::register(&connection).unwrap();
        let transaction = connection.transaction().unwrap();
        adopt(&SqliteTx::reading(&transaction, "testing")).unwrap();
        transaction.commit().unwrap();
        drop(connection);
        let store = Store::create(&path).unwrap();
        store.undo_run(last, &Author::PLATFORM, Timestamp::UNIX_EPOCH).unwrap().unwrap();
        let person = store.person("0101701234".parse().unwrap()).unwrap().unwrap();
        assert_eq!(person.records, b"001 before\n");
    }
}
