use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::checksums;
use crate::db::table::{PERSON_COLUMNS, TABLES};
use crate::db::tx::Tx;

/// Computes all checksums anew from the rows as they are.
pub(in crate::db) fn adopt(tx: &SqliteTx<'_>) -> Result<(), StoreError> {
    let seal = format!("UPDATE person SET checksum = row_checksum({PERSON_COLUMNS})");
    tx.execute(&seal, &[])?;
    checksums::adopt(&Tx::Sqlite(tx), &TABLES)?;
    // Changes before this are part of what was computed.
    tx.take_changes();
    Ok(())
}
