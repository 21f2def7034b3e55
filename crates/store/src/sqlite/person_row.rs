use rusqlite::{Transaction, params};

use super::columns::execute;
use crate::StoreError;
use crate::run::RunId;
use crate::seed::PersonIndex;

/// What is written of a person: by which run, in which coding, and the compressed records.
pub(super) struct Written<'a> {
    pub(super) run: RunId,
    pub(super) coding: i64,
    pub(super) records: &'a [u8],
}

/// Puts a person into the replica, whole, in place of what was there.
pub(super) fn put(
    tx: &Transaction<'_>,
    doing: &'static str,
    number: u64,
    index: &PersonIndex,
    written: &Written<'_>,
) -> Result<(), StoreError> {
    let put = "INSERT OR REPLACE INTO person (pnr, status, komkod, foed_dt, run, coding, records)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let row = params![
        number,
        index.status.map(civil::Status::to_integer),
        index.lives_in.map(civil::MunicipalityCode::to_integer),
        index.born.map(|born| born.to_string()),
        written.run.0,
        written.coding,
        written.records,
    ];
    execute(tx, doing, put, row).map(|_| ())
}
