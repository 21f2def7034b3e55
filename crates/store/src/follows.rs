//! Numbers that were added to a set because they replaced one in it.

use std::collections::{HashMap, HashSet};

use civil::Pnr;
use filters::{Filter, FilterKind, PnrSuccession, follow};
use jiff::Timestamp;

use crate::db::{Tx, values};
use crate::encoding::filter_value;
use crate::model::{AgreementId, Author, RunId, Successor};
use crate::store::Store;
use crate::{StoreError, filter_rows, filter_versions, need_rows, valid_numbers};

/// Numbers that replaced others in sets.
impl Store {
    /// The replaced numbers of a subscription's set, each with the run that replaced it and the
    /// number that was added: old, then new.
    pub fn followed(&self, agreement: AgreementId) -> Result<Vec<(RunId, Pnr, Pnr)>, StoreError> {
        let select = "SELECT * FROM follow WHERE agreement = ?1 ORDER BY run, old";
        self.read("reading the numbers that followed", |tx| {
            tx.query(select, &values![agreement], |row| {
                Ok((row.get("run")?, row.get("old")?, row.get("new")?))
            })
        })
    }
}

/// Moves filters on a replaced number to the valid one (`filters.md`).
pub(crate) fn follow_numbers(
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
        // The number that replaced it in turn may have come with an earlier extract.
        if let Some(valid) = valid_numbers::valid_number(tx, new, successor)? {
            follow_number(tx, run, (agreement, new, valid), at)?;
        }
    }
    Ok(())
}

/// Adds a number to a set that has another number of the same person. Nothing is recorded if it is
/// there.
fn follow_number(
    tx: &Tx<'_>,
    run: RunId,
    (agreement, old, new): (AgreementId, Pnr, Pnr),
    at: Timestamp,
) -> Result<(), StoreError> {
    let version = filter_versions::begin(tx, agreement)?;
    if !filter_rows::add(tx, agreement, Filter::Pnr(new), version)? {
        return filter_versions::give_back(tx, agreement);
    }
    filter_versions::record(tx, (agreement, version), &Author::PLATFORM, at)?;
    if let Some(since) = filter_rows::added(tx, agreement, Filter::Pnr(old))? {
        need_rows::copy(tx, agreement, (Filter::Pnr(old), since), (Filter::Pnr(new), version))?;
    }
    insert_follow(tx, run, (agreement, version), old, new)
}

/// The numbers that the platform added to a set in place of others, by those others. What its system has requested itself is
/// not among them.
pub(crate) fn successors_in_set(
    tx: &Tx<'_>,
    agreement: AgreementId,
) -> Result<HashMap<Pnr, Pnr>, StoreError> {
    let select = "SELECT old, new FROM follow WHERE agreement = ?1 AND is_requested = 0";
    let found =
        tx.query(select, &values![agreement], |row| Ok((row.get("old")?, row.get("new")?)))?;
    Ok(found.into_iter().collect())
}

/// The subscriptions with a number in their sets.
fn holders(tx: &Tx<'_>, pnr: Pnr) -> Result<Vec<(Pnr, AgreementId)>, StoreError> {
    let select = "SELECT agreement FROM filter WHERE kind = ?1 AND value = ?2";
    let key = values![filter_value::kind(FilterKind::Pnr), pnr.to_integer()];
    tx.query(select, &key, |row| Ok((pnr, row.get("agreement")?)))
}

fn insert_follow(
    tx: &Tx<'_>,
    run: RunId,
    (agreement, added): (AgreementId, i64),
    old: Pnr,
    new: Pnr,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO follow (run, agreement, old, new, added) VALUES (?1, ?2, ?3, ?4, ?5)";
    let row = values![run, agreement, old.to_integer(), new.to_integer(), added];
    tx.execute(insert, &row).map(|_| ())
}

/// Records that a system has requested numbers that the platform had added.
pub(crate) fn note_requested(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filters: &[Filter],
) -> Result<(), StoreError> {
    let select = "SELECT DISTINCT new FROM follow WHERE agreement = ?1 AND is_requested = 0";
    let followed: HashSet<u64> =
        tx.query(select, &values![agreement], |row| row.get("new"))?.into_iter().collect();
    let update = "UPDATE follow SET is_requested = 1 WHERE agreement = ?1 AND new = ?2";
    for filter in filters {
        if let Filter::Pnr(pnr) = filter
            && followed.contains(&pnr.to_integer())
        {
            tx.execute(update, &values![agreement, pnr.to_integer()])?;
        }
    }
    Ok(())
}

/// Whether the platform added a number to the set and its system has not requested it.
pub(crate) fn has_followed(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
) -> Result<bool, StoreError> {
    let Filter::Pnr(pnr) = filter else { return Ok(false) };
    let select = "SELECT 1 FROM follow WHERE agreement = ?1 AND new = ?2 AND is_requested = 0";
    tx.exists(select, &values![agreement, pnr.to_integer()])
}
