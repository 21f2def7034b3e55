//! The rows of the disclosure ledger: its head, and entries behind it.

use crate::StoreError;
use crate::db::{Row, Tx, values};
use crate::encoding::commitment::SealedPersons;
use crate::ledger_terms;
use crate::model::{LedgerEntry, NewLedgerEntry, Sha256};

/// Where the persons of an entry are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PersonsIn {
    /// In the table of the disclosure itself.
    Disclosure,
    /// With what opens the entry.
    Opening,
}

/// The number and the hash of the last entry; 0 and zeros while there is none.
pub(crate) fn head(tx: &Tx<'_>) -> Result<(u64, Sha256), StoreError> {
    let select = "SELECT number, hash FROM ledger_head WHERE one = 1";
    let head = tx.query_opt(select, &[], |row| Ok((row.get("number")?, row.get("hash")?)))?;
    head.ok_or(StoreError::Corrupt("head of the disclosure ledger"))
}

/// Adds an entry. Returns its number.
pub(crate) fn insert(
    tx: &Tx<'_>,
    new: &NewLedgerEntry<'_>,
    persons: Option<(&SealedPersons, PersonsIn)>,
) -> Result<u64, StoreError> {
    let (last, previous) = head(tx)?;
    let put_terms = |agreement| ledger_terms::put(tx, agreement, new.system);
    let terms = new.agreement.map(put_terms).transpose()?;
    // An entry without persons commits to that by their number.
    let persons = persons.filter(|(sealed, _)| sealed.persons() > 0);
    let entry = LedgerEntry {
        number: last + 1,
        at: new.at,
        way: new.way,
        agreement: new.agreement,
        system: new.system,
        subject: new.subject,
        service: new.service.map(str::to_owned),
        terms,
        filter_version: new.filter_version,
        content: new.content,
        detail: new.detail.map(str::to_owned),
        persons: persons.map_or(0, |(sealed, _)| sealed.persons() as u64),
        commitment: persons.map(|(sealed, _)| sealed.commitment),
        previous,
    };
    let hash = entry.hash();
    put(tx, &entry, &hash)?;
    let update = "UPDATE ledger_head SET number = ?1, hash = ?2 WHERE one = 1 AND number = ?1 - 1";
    if tx.execute(update, &values![entry.number, &hash])? != 1 {
        return Err(StoreError::Conflict("another process wrote the disclosure ledger".into()));
    }
    if let Some((sealed, place)) = persons {
        put_opening(tx, entry.number, sealed, place)?;
    }
    Ok(entry.number)
}

fn put(tx: &Tx<'_>, entry: &LedgerEntry, hash: &Sha256) -> Result<(), StoreError> {
    let insert = "INSERT INTO ledger (number, at, way, agreement, system, subject, service, terms,
            filter_version, content, detail, persons, commitment, previous, hash)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let row = values![
        entry.number,
        entry.at,
        entry.way.as_str(),
        entry.agreement,
        entry.system,
        entry.subject,
        entry.service.as_deref(),
        entry.terms.as_ref(),
        entry.filter_version,
        entry.content.as_ref(),
        entry.detail.as_deref(),
        entry.persons,
        entry.commitment.as_ref(),
        &entry.previous,
        hash,
    ];
    tx.execute(insert, &row).map(|_| ())
}

fn put_opening(
    tx: &Tx<'_>,
    number: u64,
    sealed: &SealedPersons,
    place: PersonsIn,
) -> Result<(), StoreError> {
    let insert =
        "INSERT INTO ledger_opening (entry, secret, leaves, entries) VALUES (?1, ?2, NULL, ?3)";
    let entries = (place == PersonsIn::Opening).then_some(&sealed.entries);
    tx.execute(insert, &values![number, &sealed.opening.secret, entries]).map(|_| ())
}

/// Reads an entry, and the hash that is stored with it.
pub(crate) fn read(row: &Row<'_>) -> Result<(LedgerEntry, Sha256), StoreError> {
    let entry = LedgerEntry {
        number: row.get("number")?,
        at: row.get("at")?,
        way: row.get("way")?,
        agreement: row.get("agreement")?,
        system: row.get("system")?,
        subject: row.get("subject")?,
        service: row.get("service")?,
        terms: row.get("terms")?,
        filter_version: row.get("filter_version")?,
        content: row.get("content")?,
        detail: row.get("detail")?,
        persons: row.get("persons")?,
        commitment: row.get("commitment")?,
        previous: row.get("previous")?,
    };
    Ok((entry, row.get("hash")?))
}
