//! Moving the rows of an older schema to the tables of this one.
//!
//! All tables are created again, so that an older database has the same text of the schema as a new one, which `verify`
//! compares.

use super::failure::failed;
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::checksums;
use crate::db::table::{PERSON, Table};
use crate::db::tx::Tx;
use crate::db::value::values;

/// Checks the tables of the older schema.
///
/// # Errors
/// [`StoreError::DamagedBeforeMigration`] when rows do not match their checksum: the new ones would
/// match theirs, and hide the damage.
pub(super) fn check(
    tx: &SqliteTx<'_>,
    tables: impl Iterator<Item = Table>,
    person_columns: &str,
) -> Result<(), StoreError> {
    for table in tables {
        if let Some(group) = checksums::find_damaged(&Tx::Sqlite(tx), &table)? {
            return Err(StoreError::DamagedBeforeMigration { table: table.name, group });
        }
    }
    // The sums are made of the persons' own checksums, which say nothing of the other columns.
    let select =
        format!("SELECT 1 FROM person WHERE checksum <> row_checksum({person_columns}) LIMIT 1");
    if Tx::Sqlite(tx).exists(&select, &[])? {
        return Err(StoreError::DamagedBeforeMigration { table: PERSON.name, group: 0 });
    }
    Ok(())
}

/// Calls all tables `old_…`, and creates those of `schema`. Returns the names of the old ones without that.
pub(super) fn set_aside(tx: &SqliteTx<'_>, schema: &str) -> Result<Vec<String>, StoreError> {
    for index in names(tx, "index")? {
        tx.execute(&format!("DROP INDEX {index}"), &[])?;
    }
    let old = names(tx, "table")?;
    for name in &old {
        tx.execute(&format!("ALTER TABLE {name} RENAME TO old_{name}"), &[])?;
    }
    run(tx, schema)?;
    Ok(old)
}

/// Runs statements.
pub(super) fn run(tx: &SqliteTx<'_>, statements: &str) -> Result<(), StoreError> {
    tx.connection.execute_batch(statements).map_err(failed(tx.operation))
}

/// Drops the old tables.
pub(super) fn drop_old(tx: &SqliteTx<'_>, old: &[String]) -> Result<(), StoreError> {
    for name in old {
        tx.execute(&format!("DROP TABLE old_{name}"), &[])?;
    }
    Ok(())
}

/// The names of all tables or indexes but SQLite's own.
fn names(tx: &SqliteTx<'_>, kind: &str) -> Result<Vec<String>, StoreError> {
    let select = "SELECT name FROM sqlite_schema WHERE type = ?1 AND sql IS NOT NULL
        AND name NOT LIKE 'sqlite%' ORDER BY name";
    Tx::Sqlite(tx).query(select, &values![kind], |row| row.get("name"))
}
