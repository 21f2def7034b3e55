//! From schemas after 7: no table has lost a column since, and new columns have defaults.

use super::moved_tables;
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::table::{PERSON_COLUMNS, TABLES, Table};
use crate::db::tx::Tx;
use crate::db::value::values;

/// What an older schema had.
struct Older {
    /// The highest number of a table.
    last_table: i64,
    /// The columns of a person's own checksum.
    person_columns: &'static str,
    /// Whether it knew the roads of the replica. Otherwise they are read from the records afterwards.
    has_roads: bool,
}

/// Before look-ups.
const SCHEMA_8: Older = Older {
    last_table: 34,
    person_columns: "pnr, status, komkod, foed_dt, run, dictionary, length(records)",
    has_roads: false,
};
/// Before needs, terms and the ledger.
const SCHEMA_9: Older = Older { last_table: 58, person_columns: PERSON_COLUMNS, has_roads: true };
/// Before calls were counted.
const SCHEMA_10: Older = Older { last_table: 83, person_columns: PERSON_COLUMNS, has_roads: true };
/// Before the service was measured.
const SCHEMA_11: Older = Older { last_table: 94, person_columns: PERSON_COLUMNS, has_roads: true };

/// Tables of schema 12 that have numbers which were left out before.
const NEW_IN_12: [i64; 1] = [70];

const LACKS_ROADS: &str = "UPDATE installation SET lacks_roads = 1
    WHERE EXISTS (SELECT 1 FROM person)";

/// Moves all rows of schema `version` to the tables of this one.
///
/// # Errors
/// As [`moved_tables::check`].
pub(super) fn migrate(tx: &SqliteTx<'_>, version: i64, schema: &str) -> Result<(), StoreError> {
    let older = match version {
        8 => SCHEMA_8,
        9 => SCHEMA_9,
        10 => SCHEMA_10,
        _ => SCHEMA_11,
    };
    let is_older = |id: i64| id <= older.last_table && !NEW_IN_12.contains(&id);
    let tables = TABLES.iter().filter(|table| is_older(table.id));
    moved_tables::check(tx, tables.map(|table| Table { ..**table }), older.person_columns)?;
    let old = moved_tables::set_aside(tx, schema)?;
    old.iter().try_for_each(|name| move_rows(tx, name))?;
    if !older.has_roads {
        moved_tables::run(tx, LACKS_ROADS)?;
    }
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
