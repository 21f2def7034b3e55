//! Writes of many persons. Each statement is prepared once. Rows in rising order of key touch each
//! page once, so a person's rows are written together and not table by table.

use rusqlite::CachedStatement;

use super::row::SqliteRow;
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::person_row::{self, ChangedPerson, KOMKOD, PersonRow};
use crate::db::row::Row;
use crate::db::value::values;
use crate::model::RunId;

const PUT: &str =
    "INSERT INTO person
        (pnr, status, komkod, vejkod, husnr, foed_dt, run, dictionary, records, checksum)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT (pnr) DO UPDATE SET status = excluded.status, komkod = excluded.komkod,
        vejkod = excluded.vejkod, husnr = excluded.husnr, foed_dt = excluded.foed_dt, run = excluded.run, dictionary = excluded.dictionary,
        records = excluded.records, checksum = excluded.checksum";

/// Selects what [`person_row::check`] reads.
const LIVED_IN: &str =
    "SELECT pnr, status, komkod, vejkod, husnr, foed_dt, run, dictionary, length(records), checksum
    FROM person WHERE pnr = ?1";

const CHANGE: &str = "INSERT INTO change
        (run, pnr, komkod_before, komkod, foed_dt, events, records, bytes, is_protected)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/// Also records that there is none.
const KEEP_BEFORE: &str = "INSERT INTO person_before
        (pnr, changed_by, status, komkod, vejkod, husnr, foed_dt, run, dictionary, records, checksum)
    SELECT number.pnr, ?2, status, komkod, vejkod, husnr, foed_dt, run, dictionary, records, coalesce(checksum, 0)
    FROM (SELECT ?1 AS pnr) AS number LEFT JOIN person ON person.pnr = number.pnr";

/// Writes persons to the replica in place of their rows. Returns how many.
pub(in crate::db) fn put_persons<'p>(
    tx: &SqliteTx<'_>,
    persons: &mut dyn Iterator<Item = Result<PersonRow<'p>, StoreError>>,
) -> Result<u64, StoreError> {
    let mut put = tx.prepare(PUT)?;
    let mut written = 0;
    for person in persons {
        put_person(tx, &mut put, &person?)?;
        written += 1;
    }
    Ok(written)
}

/// Writes persons that a run has changed, with their changes.
pub(in crate::db) fn put_changes<'p>(
    tx: &SqliteTx<'_>,
    run: RunId,
    persons: &mut dyn Iterator<Item = ChangedPerson<'p>>,
) -> Result<(), StoreError> {
    let mut lived_in = tx.prepare(LIVED_IN)?;
    let mut change = tx.prepare(CHANGE)?;
    let mut keep_before = tx.prepare(KEEP_BEFORE)?;
    let mut put = tx.prepare(PUT)?;
    for ChangedPerson { person, events, size, is_protected } in persons {
        let number = person.pnr.to_integer();
        let lived_in = find_lived_in(tx, &mut lived_in, number)?;
        let columns = person.columns();
        let row = values![
            run,
            number,
            lived_in,
            columns.komkod,
            columns.foed_dt,
            events,
            size.records,
            size.bytes,
            is_protected,
        ];
        tx.execute_prepared(&mut change, &row)?;
        tx.execute_prepared(&mut keep_before, &values![number, run])?;
        put_person(tx, &mut put, &person)?;
    }
    Ok(())
}

fn put_person(
    tx: &SqliteTx<'_>,
    put: &mut CachedStatement<'_>,
    person: &PersonRow<'_>,
) -> Result<(), StoreError> {
    let columns = person.columns();
    let row = values![
        person.pnr.to_integer(),
        columns.status,
        columns.komkod,
        columns.vejkod,
        columns.husnr,
        columns.foed_dt,
        person.run,
        person.dictionary,
        &*person.records,
        columns.checksum,
    ];
    tx.execute_prepared(put, &row).map(|_| ())
}

/// A person's municipality in the replica; `None` also for a person who is not in it.
fn find_lived_in(
    tx: &SqliteTx<'_>,
    statement: &mut CachedStatement<'_>,
    number: u64,
) -> Result<Option<u16>, StoreError> {
    let mut found = None;
    tx.for_each_prepared(statement, &values![number], &mut |row: SqliteRow<'_>| {
        let row = Row::Sqlite(row);
        person_row::check(&row)?;
        found = row.at(KOMKOD, "komkod")?;
        Ok(())
    })?;
    Ok(found)
}
