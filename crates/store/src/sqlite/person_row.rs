//! A person's row in the replica: written whole, and checked when it is read.

use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Row, Transaction, params};

use super::checksums::RowHash;
use super::columns::execute;
use crate::StoreError;
use crate::model::{PersonIndex, RunId};

/// The columns that [`check`] reads, in front of whatever else is selected.
pub(super) const CHECKED: &str =
    "pnr, status, komkod, foed_dt, run, coding, length(records), checksum";
/// Where they stand; what is selected behind them begins at [`BEHIND`].
pub(super) const PNR: usize = 0;
pub(super) const STATUS: usize = 1;
pub(super) const KOMKOD: usize = 2;
pub(super) const FOED_DT: usize = 3;
pub(super) const RUN: usize = 4;
pub(super) const CODING: usize = 5;
const CHECKSUM: usize = 7;
pub(super) const BEHIND: usize = 8;

/// What is written of a person: by which run, in which coding, and the compressed records.
pub(super) struct EncodedRecords<'a> {
    pub(super) run: RunId,
    pub(super) coding: i64,
    pub(super) records: &'a [u8],
}

/// Puts a person into the replica, whole, in place of what was there.
pub(super) fn put(
    tx: &Transaction<'_>,
    operation: &'static str,
    number: u64,
    index: &PersonIndex,
    written: &EncodedRecords<'_>,
) -> Result<(), StoreError> {
    let put = "INSERT INTO person (pnr, status, komkod, foed_dt, run, coding, records, checksum)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (pnr) DO UPDATE SET status = excluded.status, komkod = excluded.komkod,
            foed_dt = excluded.foed_dt, run = excluded.run, coding = excluded.coding,
            records = excluded.records, checksum = excluded.checksum";
    let status = index.status.map(civil::Status::to_integer);
    let komkod = index.lives_in.map(civil::MunicipalityCode::to_integer);
    let foed_dt = index.born.map(|born| born.to_string());
    let EncodedRecords { run, coding, records } = written;
    let checksum = checksum(&[
        integer(Some(number.cast_signed())),
        integer(status.map(i64::from)),
        integer(komkod.map(i64::from)),
        foed_dt.as_ref().map_or(ValueRef::Null, |text| ValueRef::Text(text.as_bytes())),
        integer(Some(run.0)),
        integer(Some(*coding)),
        integer(i64::try_from(records.len()).ok()),
    ]);
    let row = params![number, status, komkod, foed_dt, run.0, coding, records, checksum];
    execute(tx, operation, put, row).map(|_| ())
}

/// Keeps a person's row as it is before a run changes it; also that there is none.
pub(super) fn keep_before(
    tx: &Transaction<'_>,
    operation: &'static str,
    number: u64,
    run: RunId,
) -> Result<(), StoreError> {
    let keep = "INSERT INTO person_before
            (pnr, changed_by, status, komkod, foed_dt, run, coding, records, checksum)
        SELECT number.pnr, ?2, status, komkod, foed_dt, run, coding, records, coalesce(checksum, 0)
        FROM (SELECT ?1 AS pnr) AS number LEFT JOIN person ON person.pnr = number.pnr";
    execute(tx, operation, keep, params![number, run.0]).map(|_| ())
}

/// Whether a row, selected with [`CHECKED`] in front, is as it was written; of the records their length.
pub(super) fn check(row: &Row<'_>) -> Result<(), StoreError> {
    let damaged = StoreError::Corrupt("row of a person");
    let mut hash = RowHash::default();
    for place in 0..CHECKSUM {
        match row.get_ref(place) {
            Ok(value) => hash.add(value),
            Err(_) => return Err(damaged),
        }
    }
    match row.get::<_, i64>(CHECKSUM) {
        Ok(stored) if stored == hash.finish() => Ok(()),
        _ => Err(damaged),
    }
}

/// A column by its place: its name would be looked for in each of millions of rows.
pub(super) fn at<T: FromSql>(
    row: &Row<'_>,
    place: usize,
    column: &'static str,
) -> Result<T, StoreError> {
    row.get(place).map_err(|_| StoreError::Corrupt(column))
}

fn checksum(values: &[ValueRef<'_>]) -> i64 {
    let mut hash = RowHash::default();
    values.iter().for_each(|value| hash.add(*value));
    hash.finish()
}

const fn integer(number: Option<i64>) -> ValueRef<'static> {
    match number {
        Some(number) => ValueRef::Integer(number),
        None => ValueRef::Null,
    }
}
