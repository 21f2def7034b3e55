//! A run taken into the replica: persons replaced, what changed remembered, filters that follow a
//! replaced number moved on, and a delivery planned for each agreement. One transaction.

use std::collections::HashMap;

use civil::{EventCode, Pnr};
use filters::{Filter, PnrSuccession, follow};
use jiff::Timestamp;

use super::records_codec::{Decoder, Encoder};
use super::{agreements, filter_value, filters as stored_filters, followed, runs, systems};
use crate::StoreError;
use crate::db::table::AGREEMENT;
use crate::db::{ChangedPerson, Engine, PersonRow, Row, Tx, checksums, person_row, values};
use crate::model::{
    Agreement, AgreementId, Apply, Author, Person, PersonIndex, PersonUpdate, RunId, Successor,
    System,
};

const DOING: &str = "applying an extract";

impl Engine {
    pub(crate) fn apply(&self, mut apply: Apply<'_>) -> Result<(), StoreError> {
        // Rows in rising order of key touch each page once.
        apply.persons.sort_by_key(|person| person.pnr);
        let blobs: Vec<Vec<u8>> = apply.persons.iter().map(blob).collect();
        // What can be done before is: filter calls wait while the transaction is open.
        let encoder = self.read(DOING, |tx| Encoder::prepare(tx, &blobs))?;
        let coded = encoder.compress(&blobs)?;
        drop(blobs);
        self.write(DOING, |tx| {
            check_last(tx, &apply)?;
            encoder.keep(tx)?;
            let version = version(tx)?;
            // Only the last run can be taken back.
            tx.execute("DELETE FROM person_before", &[])?;
            let mut changed = apply.persons.iter().zip(&coded).map(|(person, records)| {
                changed_person(apply.run, person, encoder.coding, records)
            });
            tx.put_changes(apply.run, &mut changed)?;
            let successors = successors(&apply.persons);
            follow_numbers(tx, apply.run, &successors, apply.successor, apply.at)?;
            let planned = plan(tx, &apply)?;
            mark_applied(tx, &apply, version, planned)
        })
    }

    pub(crate) fn person(&self, pnr: Pnr) -> Result<Option<Person>, StoreError> {
        let operation = "reading a person";
        self.read(operation, |tx| person(tx, &mut Decoder::default(), pnr))
    }

    pub(crate) fn for_each_person(&self, visit: &mut dyn FnMut(Person)) -> Result<(), StoreError> {
        let operation = "reading the replica";
        self.read(operation, |tx| {
            let mut decoder = Decoder::default();
            tx.for_each(&select_persons("ORDER BY pnr"), &[], |row| {
                visit(read_person(tx, &mut decoder, row)?);
                Ok(())
            })
        })
    }
}

fn blob(person: &PersonUpdate<'_>) -> Vec<u8> {
    let length = person.records.iter().map(|record| record.len() + 1).sum();
    let mut blob = Vec::with_capacity(length);
    for record in &person.records {
        blob.extend_from_slice(record);
        blob.push(b'\n');
    }
    blob
}

/// A person in the replica.
pub(super) fn person(
    tx: &Tx<'_>,
    decoder: &mut Decoder,
    pnr: Pnr,
) -> Result<Option<Person>, StoreError> {
    let select = select_persons("WHERE pnr = ?1");
    tx.query_opt(&select, &values![pnr.to_integer()], |row| read_person(tx, decoder, row))
}

fn select_persons(which: &str) -> String {
    format!("SELECT {}, records FROM person {which}", person_row::CHECKED)
}

fn read_person(tx: &Tx<'_>, decoder: &mut Decoder, row: &Row<'_>) -> Result<Person, StoreError> {
    person_row::check(row)?;
    let records = row.bytes_at(person_row::BEHIND, "records")?;
    Ok(Person {
        pnr: row.at(person_row::PNR, "pnr")?,
        status: row.at(person_row::STATUS, "status")?,
        lives_in: row.at(person_row::KOMKOD, "komkod")?,
        run: row.at(person_row::RUN, "run")?,
        records: decoder.decompress(tx, row.at(person_row::CODING, "coding")?, records)?,
    })
}

/// Another process may have applied an extract since the chain was checked.
fn check_last(tx: &Tx<'_>, apply: &Apply<'_>) -> Result<(), StoreError> {
    let last = runs::last_applied(tx)?.and_then(|run| run.header).map(|header| header.proddto);
    if last == apply.last {
        Ok(())
    } else {
        Err(StoreError::Conflict("another extract was applied meanwhile: try again".into()))
    }
}

/// The version of the filters with which the run is matched: those committed before this moment.
fn version(tx: &Tx<'_>) -> Result<i64, StoreError> {
    let select = "SELECT coalesce(max(id), 0) AS version FROM filter_change";
    Ok(tx.query_opt(select, &[], |row| row.get("version"))?.unwrap_or_default())
}

/// Whatever was judged before: a run without a start record, one that is held, or one whose bytes are in
/// the replica already is not applied.
fn mark_applied(
    tx: &Tx<'_>,
    apply: &Apply<'_>,
    version: i64,
    planned: usize,
) -> Result<(), StoreError> {
    let update =
        "UPDATE run SET state = 'applied', filter_change = ?2, applied_at = ?3, planned = ?4
                  WHERE id = ?1 AND state = 'seen' AND proddto IS NOT NULL AND NOT EXISTS (
                      SELECT 1 FROM run AS other
                      WHERE other.sha256 = run.sha256 AND other.state IN ('applied', 'done'))";
    match tx.execute(update, &values![apply.run, version, apply.at, planned])? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict(format!("run {} is not to be applied", apply.run))),
    }
}

fn changed_person<'a>(
    run: RunId,
    person: &PersonUpdate<'_>,
    coding: i64,
    records: &'a [u8],
) -> ChangedPerson<'a> {
    let mut events: Vec<&str> = person.events.iter().map(EventCode::as_str).collect();
    events.sort_unstable();
    events.dedup();
    let PersonUpdate { pnr, status, lives_in, born, .. } = *person;
    let index = PersonIndex { status, lives_in, born };
    let records = records.into();
    ChangedPerson {
        person: PersonRow { pnr, index, run, coding, records },
        events: events.concat(),
    }
}

fn successors(persons: &[PersonUpdate<'_>]) -> HashMap<Pnr, Pnr> {
    persons.iter().filter_map(|person| Some((person.pnr, person.successor?))).collect()
}

/// Filters on a replaced number follow to the valid one (`filters.md`).
pub(super) fn follow_numbers(
    tx: &Tx<'_>,
    run: RunId,
    successors: &HashMap<Pnr, Pnr>,
    successor: Successor<'_>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut held = Vec::new();
    for (old, new) in successors {
        for pnr in [*old, *new] {
            held.extend(holders(tx, pnr)?);
        }
    }
    held.sort_unstable();
    held.dedup();
    for PnrSuccession { subscription: agreement, old, new } in follow(&held, successors) {
        follow_number(tx, run, (agreement, old, new), at)?;
        // What replaced it in turn may have come with an earlier extract.
        if let Some(valid) = followed::valid_number(tx, new, successor)? {
            follow_number(tx, run, (agreement, new, valid), at)?;
        }
    }
    Ok(())
}

/// Puts a number into a set that has another one of the same person; nothing is noted where it is in there.
fn follow_number(
    tx: &Tx<'_>,
    run: RunId,
    (agreement, old, new): (AgreementId, Pnr, Pnr),
    at: Timestamp,
) -> Result<(), StoreError> {
    let select = "SELECT 1 FROM filter WHERE agreement = ?1 AND kind = ?2 AND value = ?3";
    let kind = filter_value::kind(filters::FilterKind::Pnr);
    let key = values![agreement, kind, new.to_integer()];
    if tx.exists(select, &key)? {
        return Ok(());
    }
    let change = stored_filters::begin_change(tx, agreement, &Author::PLATFORM, at)?;
    stored_filters::add(tx, agreement, Filter::Pnr(new), change)?;
    insert_follow(tx, run, agreement, old, new)
}

fn holders(tx: &Tx<'_>, pnr: Pnr) -> Result<Vec<(Pnr, AgreementId)>, StoreError> {
    let select = "SELECT agreement FROM filter WHERE kind = ?1 AND value = ?2";
    let key = values![filter_value::kind(filters::FilterKind::Pnr), pnr.to_integer()];
    tx.query(select, &key, |row| Ok((pnr, row.get("agreement")?)))
}

fn insert_follow(
    tx: &Tx<'_>,
    run: RunId,
    agreement: AgreementId,
    old: Pnr,
    new: Pnr,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO follow (run, agreement, old, new) VALUES (?1, ?2, ?3, ?4)";
    let row = values![run, agreement, old.to_integer(), new.to_integer()];
    tx.execute(insert, &row).map(|_| ())
}

/// One delivery for each agreement in force, also for those that nobody will match; how many.
fn plan(tx: &Tx<'_>, apply: &Apply<'_>) -> Result<usize, StoreError> {
    let agreements = agreements::all(tx)?;
    // One that is not found would receive nothing, today and for ever, and nobody would know.
    if !checksums::is_complete(tx, &AGREEMENT, agreements.len())? {
        return Err(StoreError::Corrupt("table of agreements"));
    }
    let in_force = |agreement: &&Agreement| agreement.is_in_force(apply.day);
    let mut planned = 0;
    for agreement in agreements.iter().filter(in_force) {
        let system = systems::by_id(tx, agreement.system)?;
        let name = free_name(tx, agreement, &(apply.name)(agreement, &system))?;
        insert_delivery(tx, apply, agreement, &system, &name)?;
        planned += 1;
    }
    Ok(planned)
}

/// A name is free in a system's folder for ever: a second extract of one day gets a number behind it.
fn free_name(tx: &Tx<'_>, agreement: &Agreement, wanted: &str) -> Result<String, StoreError> {
    let select = "SELECT id FROM delivery WHERE system = ?1 AND name = ?2";
    let mut name = wanted.to_owned();
    let mut number = 1;
    while tx.exists(select, &values![agreement.system, &name])? {
        number += 1;
        name = format!("{wanted}.{number}");
    }
    Ok(name)
}

fn insert_delivery(
    tx: &Tx<'_>,
    apply: &Apply<'_>,
    agreement: &Agreement,
    system: &System,
    name: &str,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO delivery
        (kind, run, agreement, system, seq, combination, opgavenr, metadata_root, signed, name,
            sender)
        SELECT 'day', ?1, ?2, ?3, coalesce(max(seq), 0) + 1, ?4, ?5, ?6, ?9, ?7, ?8
        FROM delivery WHERE agreement = ?2";
    let row = values![
        apply.run,
        agreement.id,
        agreement.system,
        agreement.combination.as_str(),
        agreement.opgavenr.map(|nr| nr.to_string()),
        system.metadata_root.element(),
        name,
        apply.sender,
        system.signed_metadata
    ];
    tx.execute(insert, &row).map(|_| ())
}
