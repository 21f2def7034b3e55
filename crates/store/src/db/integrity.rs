//! The checks and repairs that an engine does by itself.

use super::sqlite;
use super::table::Table;
use super::tx::Tx;
use crate::StoreError;
use crate::model::DatabaseFinding;

/// Checks that the engine's structures are sound, that references have their rows, and that the
/// schema is this version's.
pub(crate) fn check_structure(
    tx: &Tx<'_>,
    findings: &mut Vec<DatabaseFinding>,
) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite::check_structure(tx, findings),
    }
}

/// Checks that the rows of tables can be found by their keys; `with_indexes`, also by their
/// indexes, which takes longer.
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

/// Rebuilds all indexes from their tables.
pub(crate) fn rebuild_indexes(tx: &Tx<'_>) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => tx.execute("REINDEX", &[]).map(|_| ()),
    }
}

/// Accepts all rows as they are and computes their checksums.
pub(crate) fn adopt(tx: &Tx<'_>) -> Result<(), StoreError> {
    match tx {
        Tx::Sqlite(tx) => sqlite::adopt(tx),
    }
}
