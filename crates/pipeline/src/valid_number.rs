//! The number that is valid now in place of one that was replaced.

use std::collections::HashSet;

use civil::{Pnr, Status};
use extract::Field;
use store::Store;

use crate::error::PipelineError;

/// U12170 `001.PNRGAELD`: the number that is valid in place of the person's.
const PNRGAELD: Field = Field::named(1, "PNRGAELD");

/// The valid number of a person whose number was replaced, by the replica: the end of the chain, where that number was
/// replaced in turn (`filters.md`). `None` of a number that was not replaced, and where the chain goes round.
pub(crate) fn valid_number(store: &Store, pnr: Pnr) -> Result<Option<Pnr>, PipelineError> {
    let mut seen = HashSet::from([pnr]);
    let mut valid = None;
    let mut next = successor(store, pnr)?;
    while let Some(number) = next {
        if !seen.insert(number) {
            return Ok(None);
        }
        valid = Some(number);
        next = successor(store, number)?;
    }
    Ok(valid)
}

/// The number that replaced this one, if it was replaced.
fn successor(store: &Store, pnr: Pnr) -> Result<Option<Pnr>, PipelineError> {
    let Some(person) = store.person(pnr)? else { return Ok(None) };
    if !person.status.is_some_and(Status::is_replaced) {
        return Ok(None);
    }
    let mut lines = person.records.split(|&byte| byte == b'\n');
    let line = lines.find(|line| line.starts_with(b"001"));
    let number = line.and_then(|line| Pnr::from_register(PNRGAELD.of(line)));
    Ok(number.filter(|number| number.to_integer() > 0))
}
