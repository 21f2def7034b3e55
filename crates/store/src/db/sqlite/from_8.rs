//! From schema 8, where there were no look-ups: no table has lost a column, and new columns have defaults.

use super::moved_tables;
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::table::{TABLES, Table};
use crate::db::tx::Tx;
use crate::db::value::values;

/// The highest number of a table in schema 8.
const LAST_TABLE: i64 = 34;
/// The columns of a person's own checksum.
const PERSON_COLUMNS: &str = "pnr, status, komkod, foed_dt, run, dictionary, length(records)";
/// The roads of the replica are read from its records afterwards.
const LACKS_ROADS: &str = "UPDATE installation SET lacks_roads = 1
    WHERE EXISTS (SELECT 1 FROM person)";

/// Moves all rows to the tables of this schema.
///
/// # Errors
/// As [`moved_tables::check`].
pub(super) fn migrate(tx: &SqliteTx<'_>, schema: &str) -> Result<(), StoreError> {
    let tables = TABLES.into_iter().filter(|table| table.id <= LAST_TABLE);
    moved_tables::check(tx, tables.map(|table| Table { ..*table }), PERSON_COLUMNS)?;
    let old = moved_tables::set_aside(tx, schema)?;
    old.iter().try_for_each(|name| move_rows(tx, name))?;
    moved_tables::run(tx, LACKS_ROADS)?;
    moved_tables::drop_old(tx, &old)
}

/// Moves the rows of a table, in the order of its key.
fn move_rows(tx: &SqliteTx<'_>, name: &str) -> Result<(), StoreError> {
    let select = "SELECT name FROM pragma_table_info(?1)";
    let old = format!("old_{name}");
    let columns: Vec<String> =
        Tx::Sqlite(tx).query(select, &values![&old], |row| row.get("name"))?;
    let columns = columns.join(", ");
    // Some tables of a new schema have their first rows: those that were there before are kept as they were.
    let insert = format!("INSERT OR REPLACE INTO {name} ({columns}) SELECT {columns} FROM {old}");
    tx.execute(&insert, &[]).map(|_| ())
}
