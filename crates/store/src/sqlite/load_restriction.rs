//! The numbers to which a load is confined.

use civil::Pnr;

use crate::StoreError;
use crate::db::{Tx, values};
use crate::model::LoadId;

/// Notes to whom a load is confined.
pub(super) fn put(tx: &Tx<'_>, id: LoadId, restrict_to: &[Pnr]) -> Result<(), StoreError> {
    let mut numbers: Vec<u64> = restrict_to.iter().copied().map(Pnr::to_integer).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let numbers: Vec<u8> = numbers.into_iter().flat_map(u64::to_be_bytes).collect();
    let insert = "INSERT INTO load_only (load_order, numbers) VALUES (?1, ?2)";
    tx.execute(insert, &values![id, &numbers]).map(|_| ())
}

/// To whom it is confined, in rising order; `None` for everyone.
pub(crate) fn of(tx: &Tx<'_>, id: LoadId) -> Result<Option<Vec<Pnr>>, StoreError> {
    let select = "SELECT numbers FROM load_only WHERE load_order = ?1";
    let numbers: Option<Vec<u8>> = tx.query_opt(select, &values![id], |row| row.get("numbers"))?;
    let Some(numbers) = numbers else { return Ok(None) };
    let (numbers, rest) = numbers.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(StoreError::Corrupt("list of numbers"));
    }
    numbers
        .iter()
        .map(|number| {
            Pnr::from_integer(u64::from_be_bytes(*number))
                .ok_or(StoreError::Corrupt("list of numbers"))
        })
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Nobody needs to know any more when it is delivered or called off.
pub(super) fn delete(tx: &Tx<'_>, id: LoadId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM load_only WHERE load_order = ?1", &values![id]).map(|_| ())
}
