//! The numbers to which a load is confined.

use civil::Pnr;
use rusqlite::{Transaction, params};

use super::columns::{self, execute, get};
use crate::StoreError;
use crate::model::LoadId;

const DOING: &str = "confining a load";

/// Notes to whom a load is confined.
pub(super) fn put(tx: &Transaction<'_>, id: LoadId, restrict_to: &[Pnr]) -> Result<(), StoreError> {
    let mut numbers: Vec<u64> = restrict_to.iter().copied().map(Pnr::to_integer).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let numbers: Vec<u8> = numbers.into_iter().flat_map(u64::to_be_bytes).collect();
    let insert = "INSERT INTO load_only (load_order, numbers) VALUES (?1, ?2)";
    execute(tx, DOING, insert, params![id.0, numbers]).map(|_| ())
}

/// To whom it is confined, in rising order; `None` for everyone.
pub(super) fn of(tx: &Transaction<'_>, id: LoadId) -> Result<Option<Vec<Pnr>>, StoreError> {
    let select = "SELECT numbers FROM load_only WHERE load_order = ?1";
    let numbers: Option<Vec<u8>> =
        columns::row(tx, DOING, select, [id.0], |row| get(row, "numbers"))?;
    let Some(numbers) = numbers else { return Ok(None) };
    let (numbers, rest) = numbers.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(StoreError::Corrupt("list of numbers"));
    }
    numbers
        .iter()
        .map(|number| columns::pnr(u64::from_be_bytes(*number)))
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Nobody needs to know any more when it is delivered or called off.
pub(super) fn delete(tx: &Transaction<'_>, id: LoadId) -> Result<(), StoreError> {
    execute(tx, DOING, "DELETE FROM load_only WHERE load_order = ?1", [id.0]).map(|_| ())
}
