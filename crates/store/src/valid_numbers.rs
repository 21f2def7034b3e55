//! Number look-ups: whether the register has a number, and which one is valid if it was replaced.

use std::collections::HashSet;

use civil::{Pnr, Status};
use filters::{Filter, FilterSet};

use crate::StoreError;
use crate::db::{Tx, person_row, values};
use crate::model::Successor;
use crate::records_codec::Decoder;
use crate::replica;
use crate::store::Store;

const READING: &str = "looking up a number";

/// Replaced numbers.
impl Store {
    /// The valid number of a person whose number was replaced: the end of the chain if that was
    /// replaced in turn. `None` for a number that was not replaced, and for a chain without an end.
    pub fn valid_number(
        &self,
        pnr: Pnr,
        successor: Successor<'_>,
    ) -> Result<Option<Pnr>, StoreError> {
        self.read(READING, |tx| valid_number(tx, pnr, successor))
    }

    /// Adds the valid number to a set beside each one that was replaced, as
    /// [`FilterEdit::Set`](crate::FilterEdit::Set) does.
    pub fn with_valid_numbers(
        &self,
        set: &FilterSet,
        successor: Successor<'_>,
    ) -> Result<FilterSet, StoreError> {
        self.read(READING, |tx| with_valid_numbers(tx, set, successor))
    }
}

/// The filter on the valid number of a person whose number was replaced (`filters.md`).
///
/// # Errors
/// [`StoreError::ImplausiblePnr`] for a number that is not in the replica and cannot exist.
pub(crate) fn valid_filter(
    tx: &Tx<'_>,
    filter: Filter,
    successor: Successor<'_>,
) -> Result<Option<Filter>, StoreError> {
    let Filter::Pnr(pnr) = filter else { return Ok(None) };
    if !pnr.is_plausible() && replica::person(tx, &mut Decoder::default(), pnr)?.is_none() {
        return Err(StoreError::ImplausiblePnr);
    }
    Ok(valid_number(tx, pnr, successor)?.map(Filter::Pnr))
}

/// The end of the chain of replacements. `None` for a number that was not replaced, and for a chain
/// without an end.
pub(crate) fn valid_number(
    tx: &Tx<'_>,
    pnr: Pnr,
    successor: Successor<'_>,
) -> Result<Option<Pnr>, StoreError> {
    let mut decoder = Decoder::default();
    let mut seen = HashSet::from([pnr]);
    let mut valid = None;
    let mut next = pnr;
    // The status is enough for most numbers, so their records are not decompressed.
    while is_replaced(tx, next)? {
        let Some(person) = replica::person(tx, &mut decoder, next)? else { break };
        let Some(number) = successor(&person.records) else { break };
        if !seen.insert(number) {
            return Ok(None);
        }
        valid = Some(number);
        next = number;
    }
    Ok(valid)
}

/// The set with the valid number added beside each one that was replaced.
pub(crate) fn with_valid_numbers(
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

fn is_replaced(tx: &Tx<'_>, pnr: Pnr) -> Result<bool, StoreError> {
    let select = format!("SELECT {} FROM person WHERE pnr = ?1", person_row::CHECKED);
    let status = tx.query_opt(&select, &values![pnr.to_integer()], |row| {
        person_row::check(row)?;
        row.at::<Option<Status>>(person_row::STATUS, "status")
    })?;
    Ok(status.flatten().is_some_and(Status::is_replaced))
}
