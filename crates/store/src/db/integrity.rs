//! What an engine checks and mends of itself.

use super::sqlite;
use super::table::Table;
use super::tx::Tx;
use crate::StoreError;
use crate::model::DatabaseFinding;

/// Whether everything stands where it should, refers to what is there, and is defined as this version defines it.
pub(crate) fn check_structure(
    tx: &Tx<'_>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite::check_structure(tx, findings),
    }
}

/// Whether the rows of tables can be found where they stand; `with_indexes`, also by their indexes, which takes longer.
pub(crate) fn check_tables(
    tx: &Tx<'_>,
    tables: &[&Table],
    with_indexes: bool,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite::check_tables(tx, tables, with_indexes, findings),
    }
}

/// Makes all indexes anew from their tables.
pub(crate) fn rebuild_indexes(tx: &Tx<'_>) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => tx.execute("REINDEX", &[]).map(|_| ()),
    }
}

/// Takes all rows as they are now for what was written.
pub(crate) fn adopt(tx: &Tx<'_>) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite::adopt(tx),
    }
}
