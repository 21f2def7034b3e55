//! The beginning of the disclosure ledger, with what was disclosed before it was kept. What
//! agreements say now counts as what they said then: nothing has kept that.

use jiff::Timestamp;

use crate::db::{Row, Tx, checksums, table};
use crate::encoding::commitment::SealedPersons;
use crate::ledger_rows::{self, PersonsIn};
use crate::model::{
    AgreementId, DeliveryId, ForwardedFileId, LedgerWay, NewLedgerEntry, SystemId, TransferId,
};
use crate::{StoreError, ledger_persons, ledger_subjects};

/// Begins the ledger.
pub(crate) fn begin(tx: &Tx<'_>, at: Timestamp) -> Result<(), StoreError> {
    ledger_rows::insert(tx, &NewLedgerEntry::of(LedgerWay::Start, at), None)?;
    enter_deliveries(tx)?;
    enter_answers(tx)?;
    enter_lookups(tx)?;
    enter_transfers(tx)?;
    enter_collections(tx)
}

fn enter_deliveries(tx: &Tx<'_>) -> Result<(), StoreError> {
    let select = "SELECT id FROM delivery WHERE published_at IS NOT NULL ORDER BY id";
    let ids: Vec<DeliveryId> = tx.query(select, &[], |row| row.get("id"))?;
    for id in ids {
        checksums::check(tx, &table::DISCLOSURE, id.0)?;
        let entry = ledger_subjects::delivery(tx, id)?;
        let entries = ledger_persons::of_delivery(tx, id.0)?.unwrap_or_default();
        insert(tx, &entry, entries)?;
    }
    Ok(())
}

fn enter_answers(tx: &Tx<'_>) -> Result<(), StoreError> {
    let select = "SELECT audit, agreement, at FROM answer_disclosure
        JOIN audit ON audit.id = answer_disclosure.audit ORDER BY audit";
    let read = |row: &Row<'_>| Ok((row.get("audit")?, row.get("agreement")?, row.get("at")?));
    let answers: Vec<(i64, AgreementId, Timestamp)> = tx.query(select, &[], read)?;
    for (line, agreement, at) in answers {
        let way = (LedgerWay::ApiAnswer, line);
        let service = Some(ledger_subjects::SUBSCRIPTION);
        let mut entry = ledger_subjects::answer(tx, way, Some(agreement), service, at)?;
        entry.filter_version = None;
        insert(tx, &entry, ledger_persons::of_answer(tx, line)?.unwrap_or_default())?;
    }
    Ok(())
}

fn enter_lookups(tx: &Tx<'_>) -> Result<(), StoreError> {
    let select = "SELECT audit, agreement, at FROM lookup_disclosure
        JOIN audit ON audit.id = lookup_disclosure.audit
        GROUP BY audit, agreement, at ORDER BY audit";
    let read = |row: &Row<'_>| Ok((row.get("audit")?, row.get("agreement")?, row.get("at")?));
    let lookups: Vec<(i64, Option<AgreementId>, Timestamp)> = tx.query(select, &[], read)?;
    for (line, agreement, at) in lookups {
        let way = (LedgerWay::LookUp, line);
        let mut entry = ledger_subjects::answer(tx, way, agreement, None, at)?;
        entry.filter_version = None;
        insert(tx, &entry, ledger_persons::of_lookup(tx, line)?)?;
    }
    Ok(())
}

fn enter_transfers(tx: &Tx<'_>) -> Result<(), StoreError> {
    let select = "SELECT transfer, recipient, published_at FROM forwarded_file ORDER BY id";
    let read =
        |row: &Row<'_>| Ok((row.get("transfer")?, row.get("recipient")?, row.get("published_at")?));
    let files: Vec<(TransferId, SystemId, Timestamp)> = tx.query(select, &[], read)?;
    for (transfer, recipient, at) in files {
        let entry = ledger_subjects::transfer(tx, transfer, recipient, at)?;
        ledger_rows::insert(tx, &entry, None)?;
    }
    Ok(())
}

fn enter_collections(tx: &Tx<'_>) -> Result<(), StoreError> {
    let select = "SELECT delivery, ssh_key, at FROM collection ORDER BY at, delivery, ssh_key";
    let read = |row: &Row<'_>| Ok((row.get("delivery")?, row.get("ssh_key")?, row.get("at")?));
    let collected: Vec<(DeliveryId, String, Timestamp)> = tx.query(select, &[], read)?;
    for (delivery, ssh_key, at) in collected {
        let entry = ledger_subjects::collection(tx, delivery, &ssh_key, at)?;
        ledger_rows::insert(tx, &entry, None)?;
    }
    let select = "SELECT id, collected_by, collected_at FROM forwarded_file
        WHERE collected_at IS NOT NULL AND collected_by IS NOT NULL ORDER BY collected_at, id";
    let read =
        |row: &Row<'_>| Ok((row.get("id")?, row.get("collected_by")?, row.get("collected_at")?));
    let collected: Vec<(ForwardedFileId, String, Timestamp)> = tx.query(select, &[], read)?;
    for (file, ssh_key, at) in collected {
        let entry = ledger_subjects::transfer_collection(tx, file, &ssh_key, at)?;
        ledger_rows::insert(tx, &entry, None)?;
    }
    Ok(())
}

fn insert(tx: &Tx<'_>, entry: &NewLedgerEntry<'_>, entries: Vec<u8>) -> Result<(), StoreError> {
    let sealed = SealedPersons::seal_entries(entries)?;
    ledger_rows::insert(tx, entry, Some((&sealed, PersonsIn::Disclosure))).map(|_| ())
}
