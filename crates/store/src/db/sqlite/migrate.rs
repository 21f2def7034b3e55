//! Migration of the schema.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::adopt::adopt;
use super::failure::failed;
use super::row_changes;
use super::tx::SqliteTx;
use crate::StoreError;

/// The schemas in order; a database with version n has the first n.
pub(super) const MIGRATIONS: [&str; 7] = [
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
];

/// The first schema in which commits are counted.
pub(super) const COUNTED_SINCE: i64 = 7;

/// Tables that every schema has.
const OUR_TABLES: [&str; 4] = ["agreement", "filter_change", "person", "run"];

/// The kind of a database file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It is empty.
    Empty,
    /// Ours, with this schema.
    Ours(i64),
    /// It belongs to another program.
    Foreign,
}

/// Determines the kind of a database, and changes nothing.
pub(super) fn kind(connection: &Connection) -> Result<Kind, StoreError> {
    let operation = "looking at what database it is";
    let version = version(connection)?;
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let names: Vec<String> = connection
        .prepare(names)
        .and_then(|mut names| names.query_map([], |row| row.get(0))?.collect())
        .map_err(failed(operation))?;
    let has_ours = OUR_TABLES.iter().all(|table| names.iter().any(|name| name == table));
    Ok(match version {
        0 if names.is_empty() => Kind::Empty,
        version if version > 0 && has_ours => Kind::Ours(version),
        _ => Kind::Foreign,
    })
}

/// Migrates the schema. An up-to-date one is neither written nor waited for.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let operation = "bringing the database up to date";
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    match version(connection)? {
        found if found == known => return Ok(()),
        found if found > known => return Err(StoreError::SchemaTooNew { found, known }),
        _ => {}
    }
    // A table that others reference is replaced by a new one, so references are checked at the end.
    connection.pragma_update(None, "foreign_keys", false).map_err(failed(operation))?;
    row_changes::register(connection)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed(operation))?;
    // Another process may have been faster.
    let found = usize::try_from(version(&transaction)?).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(migration).map_err(failed(operation))?;
    }
    check_references(&transaction)?;
    adopt(&SqliteTx::reading(&transaction, operation))?;
    transaction.pragma_update(None, "user_version", known).map_err(failed(operation))?;
    transaction.commit().map_err(failed(operation))?;
    connection.pragma_update(None, "foreign_keys", true).map_err(failed(operation))
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
    use super::*;
    use crate::{Store, load_restriction};

    #[test]
    fn a_newer_database_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        Store::create(&path).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        let error = Store::create(&path).unwrap_err().to_string();
        assert!(error.contains("schema 99"), "{error}");
    }

    /// The rows of an older cprabo are there, with their references.
    #[test]
    fn an_older_database_is_brought_up_to_date_with_everything_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        let older = Connection::open(&path).unwrap();
        older.execute_batch(MIGRATIONS[0]).unwrap();
        older.execute_batch(include_str!("schema_1_example.sql")).unwrap();
        older.pragma_update(None, "user_version", 1).unwrap();
        drop(older);
        let db = Store::create(&path).unwrap();
        let run = db.last_applied().unwrap().unwrap();
        assert_eq!(run.kind, crate::RunKind::Day);
        let delivery = db.deliveries(crate::DeliveryQuery::Run(run.id)).unwrap().remove(0);
        assert_eq!((delivery.seq, delivery.kind), (1, crate::DeliveryKind::Day));
        assert!(delivery.collected_at.is_some());
        assert_eq!(db.disclosed(delivery.id).unwrap().len(), 1);
        let select = "SELECT foreign_keys FROM pragma_foreign_keys";
        let on = db.read("testing", |tx| tx.query_opt(select, &[], |row| row.get("foreign_keys")));
        assert_eq!(on.unwrap(), Some(true));
    }

    /// A catch-up that was ordered before stays confined to the same numbers, and the rows that
    /// millions of persons had are gone.
    #[test]
    fn a_load_that_was_under_way_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cprabo.db");
        let older = Connection::open(&path).unwrap();
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
        let db = Store::create(&path).unwrap();
        let restrict_to =
            |id| db.read("testing", |tx| load_restriction::of(tx, crate::LoadId(id))).unwrap();
        let numbers =
            restrict_to(7).unwrap().into_iter().map(civil::Pnr::to_integer).collect::<Vec<_>>();
        assert_eq!(numbers, [101_701_234, 3_112_991_234]);
        assert_eq!(restrict_to(6), None);
        assert_eq!(db.open_loads().unwrap(), [crate::LoadId(7)]);
    }
}
