use std::collections::BTreeSet;

use civil::Pnr;
use jiff::Timestamp;
use store::{Agreement, AuditEntry, Author, Store, StoreError};

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

/// Records a comparison that the system itself has asked for. The persons in the answer are disclosed to it, so they are logged
/// with the reason before the answer is sent.
pub fn record_comparison(
    store: &Store,
    agreement: &Agreement,
    held: &BTreeSet<Pnr>,
    drift: &Drift,
    (author, now): (&Author, Timestamp),
) -> Result<(), StoreError> {
    let entry = entry(agreement, held, author);
    store.record_answer(&entry, (agreement.id, drift.run), drift.disclosed(), now)
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
