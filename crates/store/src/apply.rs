//! Applying a run to the replica: persons replaced, their state before kept, filters moved to the
//! number that replaced theirs, and a delivery planned for each agreement. One transaction.

use std::collections::HashMap;

use civil::{EventCode, Pnr};

use crate::db::{ChangedPerson, PersonRow, Tx, values};
use crate::model::{Apply, PersonUpdate, RunId};
use crate::records_codec::Encoder;
use crate::store::Store;
use crate::{StoreError, filter_versions, follows, planning, roads, run_rows};

const APPLYING: &str = "applying an extract";

/// A run applied.
impl Store {
    /// Applies a run to the replica and plans its deliveries, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another process was faster. Nothing has changed then.
    pub fn apply(&self, mut apply: Apply<'_>) -> Result<(), StoreError> {
        // Rows in rising order of key touch each page once.
        apply.persons.sort_by_key(|person| person.pnr);
        let blobs: Vec<Vec<u8>> = apply.persons.iter().map(blob).collect();
        // As much as possible is done before the transaction: calls that change filters wait while
        // it is open.
        let encoder = self.read(APPLYING, |tx| Encoder::prepare(tx, &blobs))?;
        let coded = encoder.compress(&blobs)?;
        drop(blobs);
        self.write(APPLYING, |tx| {
            check_last(tx, &apply)?;
            let planned = planning::plan(tx, &apply)?;
            // Before numbers follow: what the run itself adds is not in its versions.
            filter_versions::freeze(tx, apply.run)?;
            encoder.keep(tx)?;
            // Only the last run can be undone, so what was kept for the one before it goes.
            tx.execute("DELETE FROM person_before", &[])?;
            let mut changed =
                apply.persons.iter().zip(&coded).map(|(person, records)| {
                    changed_person(apply.run, person, encoder.id, records)
                });
            tx.put_changes(apply.run, &mut changed)?;
            roads::add(tx, &apply.roads)?;
            let successors = successors(&apply.persons);
            follows::follow_numbers(tx, apply.run, &successors, apply.successor, apply.at)?;
            mark_applied(tx, &apply, planned)
        })
    }
}

/// A person's records, each followed by a line feed.
fn blob(person: &PersonUpdate<'_>) -> Vec<u8> {
    let length = person.records.iter().map(|record| record.len() + 1).sum();
    let mut blob = Vec::with_capacity(length);
    for record in &person.records {
        blob.extend_from_slice(record);
        blob.push(b'\n');
    }
    blob
}

/// Another process may have applied an extract since the chain was checked.
fn check_last(tx: &Tx<'_>, apply: &Apply<'_>) -> Result<(), StoreError> {
    let last = run_rows::last_applied(tx)?.and_then(|run| run.header).map(|header| header.proddto);
    if last == apply.last {
        return Ok(());
    }
    Err(StoreError::Conflict("another extract was applied meanwhile: try again".into()))
}

fn changed_person<'a>(
    run: RunId,
    person: &PersonUpdate<'_>,
    dictionary: i64,
    records: &'a [u8],
) -> ChangedPerson<'a> {
    let mut events: Vec<&str> = person.events.iter().map(EventCode::as_str).collect();
    events.sort_unstable();
    events.dedup();
    let PersonUpdate { pnr, index, is_protected, size, .. } = *person;
    let records = records.into();
    ChangedPerson {
        person: PersonRow { pnr, index, run, dictionary, records },
        events: events.concat(),
        size,
        is_protected,
    }
}

fn successors(persons: &[PersonUpdate<'_>]) -> HashMap<Pnr, Pnr> {
    persons.iter().filter_map(|person| Some((person.pnr, person.successor?))).collect()
}

/// Checked again here: a run without a start record, one that is held, and one whose bytes are in
/// the replica already are not applied.
fn mark_applied(tx: &Tx<'_>, apply: &Apply<'_>, planned: usize) -> Result<(), StoreError> {
    let update = "UPDATE run
        SET state = 'applied', applied_at = ?2, planned = ?3
        WHERE id = ?1 AND state = 'seen' AND proddto IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM run AS other
            WHERE other.sha256 = run.sha256 AND other.state IN ('applied', 'done'))";
    match tx.execute(update, &values![apply.run, apply.at, planned])? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict(format!("run {} is not to be applied", apply.run))),
    }
}
