use std::collections::BTreeSet;

use civil::Pnr;
use jiff::Timestamp;
use store::{Agreement, AuditEntry, Author, Store};

use crate::compare_error::CompareError;
use crate::drift::{Drift, drift};

/// Compares the numbers that a system holds with whom the filters of its subscription choose now. A line in
/// the audit trail says who asked.
///
/// # Errors
/// [`CompareError::LoadNotPossible`] when the subscription has event codes alone, which choose nobody;
/// [`CompareError::ReplicaEmpty`]; [`CompareError::Superseded`] when an extract came meanwhile.
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

/// The same for the system itself: whom it learns of is disclosed to it, and stands in the log with the
/// reason before it is answered.
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

/// The line of the audit trail that says who compared.
fn entry(agreement: &Agreement, held: &BTreeSet<Pnr>, author: &Author) -> AuditEntry {
    AuditEntry {
        author: author.clone(),
        action: "drift".to_owned(),
        subject: format!("agreement {}, {} persons held", agreement.uuid, held.len()),
        outcome: "done".to_owned(),
    }
}
