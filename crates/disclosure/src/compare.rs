use std::collections::BTreeSet;

use civil::Pnr;
use jiff::Timestamp;
use store::{Agreement, AuditEntry, Author, Store};

use crate::drift::{CompareError, Drift, drift};

/// Compares the numbers that a system holds with the persons its filters choose now. The audit trail records who asked.
///
/// # Errors
/// [`CompareError::LoadNotPossible`] when the subscription has only event codes, which choose nobody;
/// [`CompareError::ReplicaEmpty`]; [`CompareError::Superseded`] when an extract was applied meanwhile.
pub fn compare(
    store: &Store,
    agreement: &Agreement,
    held: &BTreeSet<Pnr>,
    author: &Author,
    now: Timestamp,
) -> Result<Drift, CompareError> {
    store.audit(&entry(agreement, held, author), now)?;
    drift(store, agreement, held)
}

/// The same for the system itself. The persons in the answer are disclosed to it, so they are logged with the reason
/// before the answer is sent.
///
/// # Errors
/// As [`compare`].
pub fn compare_and_record(
    store: &Store,
    agreement: &Agreement,
    held: &BTreeSet<Pnr>,
    author: &Author,
    now: Timestamp,
) -> Result<Drift, CompareError> {
    let drift = drift(store, agreement, held)?;
    let entry = entry(agreement, held, author);
    store.record_answer(&entry, (agreement.id, drift.run), drift.disclosed(), now)?;
    Ok(drift)
}

/// The audit entry that says who compared.
fn entry(agreement: &Agreement, held: &BTreeSet<Pnr>, author: &Author) -> AuditEntry {
    AuditEntry {
        author: author.clone(),
        action: "drift".to_owned(),
        subject: format!("agreement {}, {} persons held", agreement.uuid, held.len()),
        outcome: "done".to_owned(),
    }
}
