//! From schema 7, where the versions of the filters were counted for all subscriptions together, to 8.
//!
//! All tables are created again and their rows moved, so that a database that was begun with schema
//! 7 has the same text of the schema as a new one, which `verify` compares.

use super::failure::failed;
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::checksums;
use crate::db::table::{PERSON, TABLES, Table};
use crate::db::tx::Tx;
use crate::db::value::values;

const ROWS: &str = include_str!("from_7.sql");
/// The highest number of a table in schema 7.
const LAST_TABLE: i64 = 29;
/// The tables that schema 8 calls otherwise: the name now, and then.
const RENAMED: [(&str, &str); 2] =
    [("load_restriction", "load_only"), ("answer_disclosure", "told")];
/// The columns of a person's own checksum.
const PERSON_COLUMNS: &str = "pnr, status, komkod, foed_dt, run, coding, length(records)";

/// Moves all rows to the tables that the statements of schema 8 make.
///
/// # Errors
/// [`StoreError::DamagedBeforeMigration`] when rows do not match their checksum: the new ones would
/// match theirs, and hide the damage.
pub(super) fn migrate(tx: &SqliteTx<'_>, schema: &str) -> Result<(), StoreError> {
    let tables: Vec<Table> = tables().collect();
    tables.iter().try_for_each(|table| check(tx, table))?;
    check_persons(tx)?;
    for index in names(tx, "index")? {
        tx.execute(&format!("DROP INDEX {index}"), &[])?;
    }
    let old = names(tx, "table")?;
    for name in &old {
        tx.execute(&format!("ALTER TABLE {name} RENAME TO old_{name}"), &[])?;
    }
    for batch in [schema, ROWS] {
        tx.connection.execute_batch(batch).map_err(failed(tx.operation))?;
    }
    for name in &old {
        tx.execute(&format!("DROP TABLE old_{name}"), &[])?;
    }
    Ok(())
}

/// The tables with checksums.
fn tables() -> impl Iterator<Item = Table> {
    TABLES.into_iter().filter(|table| table.id <= LAST_TABLE).map(|table| {
        let then = RENAMED.iter().find(|(now, _)| *now == table.name);
        Table { name: then.map_or(table.name, |(_, then)| then), ..*table }
    })
}

fn check(tx: &SqliteTx<'_>, table: &Table) -> Result<(), StoreError> {
    match checksums::find_damaged(&Tx::Sqlite(tx), table)? {
        Some(group) => Err(StoreError::DamagedBeforeMigration { table: table.name, group }),
        None => Ok(()),
    }
}

/// The sums are made of the persons' own checksums, which say nothing of the other columns.
fn check_persons(tx: &SqliteTx<'_>) -> Result<(), StoreError> {
    let select =
        format!("SELECT 1 FROM person WHERE checksum <> row_checksum({PERSON_COLUMNS}) LIMIT 1");
    if Tx::Sqlite(tx).exists(&select, &[])? {
        return Err(StoreError::DamagedBeforeMigration { table: PERSON.name, group: 0 });
    }
    Ok(())
}

/// The names of all tables or indexes but SQLite's own.
fn names(tx: &SqliteTx<'_>, kind: &str) -> Result<Vec<String>, StoreError> {
    let select = "SELECT name FROM sqlite_schema WHERE type = ?1 AND sql IS NOT NULL
        AND name NOT LIKE 'sqlite%' ORDER BY name";
    Tx::Sqlite(tx).query(select, &values![kind], |row| row.get("name"))
}
