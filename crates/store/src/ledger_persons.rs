//! The persons of an entry: where they are kept, and by what they are opened.

use crate::StoreError;
use crate::db::{Row, Tx, values};
use crate::encoding::commitment::Opening;
use crate::model::{LedgerEntry, LedgerWay};

/// What is left of an entry's persons.
pub(crate) struct StoredPersons {
    pub(crate) opening: Opening,
    pub(crate) entries: Vec<u8>,
}

/// The persons of an entry; `None` when nothing opens them any more.
pub(crate) fn of(tx: &Tx<'_>, entry: &LedgerEntry) -> Result<Option<StoredPersons>, StoreError> {
    let select = "SELECT secret, leaves, entries FROM ledger_opening WHERE entry = ?1";
    let read = |row: &Row<'_>| {
        let opening = Opening { secret: row.get("secret")?, leaves: row.get("leaves")? };
        Ok((opening, row.get::<Option<Vec<u8>>>("entries")?))
    };
    let found = tx.query_opt(select, &values![entry.number], read)?;
    let Some((opening, kept)) = found else { return Ok(None) };
    let entries = match kept {
        Some(entries) => entries,
        None => of_disclosure(tx, entry)?.unwrap_or_default(),
    };
    Ok(Some(StoredPersons { opening, entries }))
}

/// The persons of an entry in the table of the disclosure itself; `None` when they are not there.
pub(crate) fn of_disclosure(
    tx: &Tx<'_>,
    entry: &LedgerEntry,
) -> Result<Option<Vec<u8>>, StoreError> {
    let subject = entry.subject.unwrap_or_default();
    match entry.way {
        LedgerWay::Delivery | LedgerWay::Load | LedgerWay::Replay => of_delivery(tx, subject),
        LedgerWay::ApiAnswer => of_answer(tx, subject),
        LedgerWay::LookUp => of_lookup(tx, subject).map(|it| (!it.is_empty()).then_some(it)),
        _ => Ok(None),
    }
}

pub(crate) fn of_delivery(tx: &Tx<'_>, delivery: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let select = "SELECT entries FROM disclosure WHERE delivery = ?1";
    tx.query_opt(select, &values![delivery], |row| row.get("entries"))
}

pub(crate) fn of_answer(tx: &Tx<'_>, line: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let select = "SELECT entries FROM answer_disclosure WHERE audit = ?1";
    tx.query_opt(select, &values![line], |row| row.get("entries"))
}

/// Look-ups have no reason: nobody's filters chose the persons.
pub(crate) fn of_lookup(tx: &Tx<'_>, line: i64) -> Result<Vec<u8>, StoreError> {
    let select = "SELECT pnr FROM lookup_disclosure WHERE audit = ?1 ORDER BY pnr";
    let pnrs: Vec<u64> = tx.query(select, &values![line], |row| row.get("pnr"))?;
    Ok(pnrs.into_iter().flat_map(|pnr| (pnr << 8).to_be_bytes()).collect())
}
