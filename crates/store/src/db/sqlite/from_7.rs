//! From schema 7, where the versions of the filters were counted for all subscriptions together.

use super::moved_tables;
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::table::{TABLES, Table};

const ROWS: &str = include_str!("from_7.sql");
/// The highest number of a table in schema 7.
const LAST_TABLE: i64 = 29;
/// The tables that are called otherwise since: the name now, and then.
const RENAMED: [(&str, &str); 2] =
    [("load_restriction", "load_only"), ("answer_disclosure", "told")];
/// The columns of a person's own checksum.
const PERSON_COLUMNS: &str = "pnr, status, komkod, foed_dt, run, coding, length(records)";

/// Moves all rows to the tables of this schema.
///
/// # Errors
/// As [`moved_tables::check`].
pub(super) fn migrate(tx: &SqliteTx<'_>, schema: &str) -> Result<(), StoreError> {
    moved_tables::check(tx, tables(), PERSON_COLUMNS)?;
    let old = moved_tables::set_aside(tx, schema)?;
    moved_tables::run(tx, ROWS)?;
    moved_tables::drop_old(tx, &old)
}

/// The tables with checksums.
fn tables() -> impl Iterator<Item = Table> {
    TABLES.iter().filter(|table| table.id <= LAST_TABLE).map(|table| {
        let then = RENAMED.iter().find(|(now, _)| *now == table.name);
        Table { name: then.map_or(table.name, |(_, then)| then), ..**table }
    })
}
