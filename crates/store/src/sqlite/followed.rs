//! Numbers that are asked for: whether the register has them, and which is valid in place of one that was replaced.

use std::collections::HashSet;

use civil::{Pnr, Status};
use filters::{Filter, FilterSet};

use super::apply::person;
use super::records_codec::Decoder;
use crate::StoreError;
use crate::db::{Engine, Tx, person_row, values};
use crate::model::{AgreementId, Successor};

const DOING: &str = "looking up a number";

impl Engine {
    pub(crate) fn valid_number(
        &self,
        pnr: Pnr,
        successor: Successor<'_>,
    ) -> Result<Option<Pnr>, StoreError> {
        self.read(DOING, |tx| valid_number(tx, pnr, successor))
    }

    pub(crate) fn with_valid_numbers(
        &self,
        set: &FilterSet,
        successor: Successor<'_>,
    ) -> Result<FilterSet, StoreError> {
        self.read(DOING, |tx| with_valid_numbers(tx, set, successor))
    }
}

/// The filter on the valid number of a person whose number was replaced (`filters.md`).
///
/// # Errors
/// [`StoreError::ImplausiblePnr`] of a number that nobody has and nobody can get.
pub(super) fn valid_filter(
    tx: &Tx<'_>,
    filter: Filter,
    successor: Successor<'_>,
) -> Result<Option<Filter>, StoreError> {
    let Filter::Pnr(pnr) = filter else { return Ok(None) };
    if !pnr.is_plausible() && person(tx, &mut Decoder::default(), pnr)?.is_none() {
        return Err(StoreError::ImplausiblePnr);
    }
    Ok(valid_number(tx, pnr, successor)?.map(Filter::Pnr))
}

/// The end of the chain of numbers, where one was replaced in turn. `None` of a number that was not replaced, and where
/// the chain goes round.
pub(super) fn valid_number(
    tx: &Tx<'_>,
    pnr: Pnr,
    successor: Successor<'_>,
) -> Result<Option<Pnr>, StoreError> {
    let mut decoder = Decoder::default();
    let mut seen = HashSet::from([pnr]);
    let mut valid = None;
    let mut next = pnr;
    // Of most numbers the status is enough, and their records need not be unpacked.
    while is_replaced(tx, next)? {
        let Some(person) = person(tx, &mut decoder, next)? else { break };
        let Some(number) = successor(&person.records) else { break };
        if !seen.insert(number) {
            return Ok(None);
        }
        valid = Some(number);
        next = number;
    }
    Ok(valid)
}

/// The set with the valid number beside each that is replaced.
pub(super) fn with_valid_numbers(
    tx: &Tx<'_>,
    set: &FilterSet,
    successor: Successor<'_>,
) -> Result<FilterSet, StoreError> {
    let mut whole = set.clone();
    for pnr in set.pnrs() {
        if let Some(valid) = valid_number(tx, pnr, successor)? {
            whole.insert(Filter::Pnr(valid));
        }
    }
    Ok(whole)
}

/// Notes that a system has asked for numbers which had followed into its set.
pub(super) fn ask_for(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filters: &[Filter],
) -> Result<(), StoreError> {
    let select = "SELECT DISTINCT new FROM follow WHERE agreement = ?1 AND is_asked_for = 0";
    let followed: HashSet<u64> =
        tx.query(select, &values![agreement], |row| row.get("new"))?.into_iter().collect();
    let update = "UPDATE follow SET is_asked_for = 1 WHERE agreement = ?1 AND new = ?2";
    for filter in filters {
        if let Filter::Pnr(pnr) = filter
            && followed.contains(&pnr.to_integer())
        {
            tx.execute(update, &values![agreement, pnr.to_integer()])?;
        }
    }
    Ok(())
}

/// Whether a number has followed into the set, and its system has not asked for it.
pub(super) fn has_followed(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
) -> Result<bool, StoreError> {
    let Filter::Pnr(pnr) = filter else { return Ok(false) };
    let select = "SELECT 1 FROM follow WHERE agreement = ?1 AND new = ?2 AND is_asked_for = 0";
    let key = values![agreement, pnr.to_integer()];
    tx.exists(select, &key)
}

fn is_replaced(tx: &Tx<'_>, pnr: Pnr) -> Result<bool, StoreError> {
    let select = format!("SELECT {} FROM person WHERE pnr = ?1", person_row::CHECKED);
    let status = tx.query_opt(&select, &values![pnr.to_integer()], |row| {
        person_row::check(row)?;
        row.at::<Option<u8>>(person_row::STATUS, "status")
    })?;
    Ok(status.flatten().and_then(Status::from_integer).is_some_and(Status::is_replaced))
}
