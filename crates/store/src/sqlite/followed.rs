//! Numbers that are asked for: whether the register has them, and which is valid in place of one that was replaced.

use std::collections::HashSet;

use civil::{Pnr, Status};
use filters::Filter;
use rusqlite::Transaction;

use super::Sqlite;
use super::apply::person;
use super::coding::Decoder;
use crate::StoreError;
use crate::store::Successor;

const DOING: &str = "looking up a number";

impl Sqlite {
    pub(crate) fn valid_number(
        &self,
        pnr: Pnr,
        successor: Successor<'_>,
    ) -> Result<Option<Pnr>, StoreError> {
        self.read(DOING, |tx| valid_number(tx, pnr, successor))
    }
}

/// The filter on the valid number of a person whose number was replaced (`filters.md`).
///
/// # Errors
/// [`StoreError::ImplausiblePnr`] of a number that nobody has and nobody can get.
pub(super) fn valid_filter(
    tx: &Transaction<'_>,
    filter: Filter,
    successor: Successor<'_>,
) -> Result<Option<Filter>, StoreError> {
    let Filter::Pnr(pnr) = filter else { return Ok(None) };
    if !pnr.is_plausible() && person(tx, DOING, &mut Decoder::default(), pnr)?.is_none() {
        return Err(StoreError::ImplausiblePnr);
    }
    Ok(valid_number(tx, pnr, successor)?.map(Filter::Pnr))
}

/// The end of the chain of numbers, where one was replaced in turn. `None` of a number that was not replaced, and where
/// the chain goes round.
fn valid_number(
    tx: &Transaction<'_>,
    pnr: Pnr,
    successor: Successor<'_>,
) -> Result<Option<Pnr>, StoreError> {
    let mut decoder = Decoder::default();
    let mut seen = HashSet::from([pnr]);
    let mut valid = None;
    let mut next = pnr;
    while let Some(person) = person(tx, DOING, &mut decoder, next)? {
        let is_replaced = person.status.is_some_and(Status::is_replaced);
        let Some(number) = successor(&person.records).filter(|_| is_replaced) else { break };
        if !seen.insert(number) {
            return Ok(None);
        }
        valid = Some(number);
        next = number;
    }
    Ok(valid)
}
