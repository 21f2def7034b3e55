//! The numbers to which a load is restricted.

use civil::Pnr;

use crate::StoreError;
use crate::db::{Tx, values};
use crate::encoding::pnr_list;
use crate::model::LoadId;

/// Records the numbers to which a load is restricted.
pub(crate) fn put(tx: &Tx<'_>, id: LoadId, restrict_to: &[Pnr]) -> Result<(), StoreError> {
    let insert = "INSERT INTO load_restriction (load_order, pnrs) VALUES (?1, ?2)";
    tx.execute(insert, &values![id, &pnr_list::encode(restrict_to)]).map(|_| ())
}

/// The numbers to which it is restricted, in rising order; `None` for no restriction.
pub(crate) fn of(tx: &Tx<'_>, id: LoadId) -> Result<Option<Vec<Pnr>>, StoreError> {
    let select = "SELECT pnrs FROM load_restriction WHERE load_order = ?1";
    let pnrs: Option<Vec<u8>> = tx.query_opt(select, &values![id], |row| row.get("pnrs"))?;
    pnrs.map(|pnrs| pnr_list::decode(&pnrs)).transpose()
}

/// Nobody needs the numbers after the load is delivered or cancelled.
pub(crate) fn delete(tx: &Tx<'_>, id: LoadId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM load_restriction WHERE load_order = ?1", &values![id]).map(|_| ())
}
