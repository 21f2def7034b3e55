//! A run's delivery to an agreement and its replays, with what happened to them and to one person in them.

use civil::Pnr;
use rusqlite::{Row, Transaction};

use super::columns::{self, get, parsed, rows, time_of};
use super::{deliveries, disclosed};
use crate::StoreError;
use crate::model::{AgreementId, Collection, RunId, TracedDelivery};

const DOING: &str = "reading what became of a delivery";

const DELIVERY: &str = "
    SELECT id FROM delivery WHERE agreement = ?1 AND run = ?2 AND kind = 'day'";

const REPLAYS: &str = "SELECT id FROM delivery WHERE replay_of = ?1 ORDER BY id";

const COLLECTIONS: &str = "
    SELECT ssh_key, at FROM collection WHERE delivery = ?1 ORDER BY at, ssh_key";

const DISCLOSED: &str = "SELECT entries FROM disclosure WHERE delivery = ?1";

/// All of them, for whoever asks what they cost.
#[cfg(test)]
pub(super) fn statements() -> [String; 5] {
    let others = [DELIVERY, REPLAYS, COLLECTIONS, DISCLOSED].map(str::to_owned);
    let [delivery, replays, collections, disclosed] = others;
    [delivery, replays, one_delivery(), collections, disclosed]
}

fn one_delivery() -> String {
    format!("{} WHERE delivery.id = ?1", deliveries::SELECT)
}

/// The run's delivery to the agreement, then its replays.
pub(super) fn of(
    tx: &Transaction<'_>,
    run: RunId,
    agreement: AgreementId,
    pnr: Pnr,
) -> Result<Vec<TracedDelivery>, StoreError> {
    let id = |row: &Row<'_>| get::<i64>(row, "id");
    let Some(first) = columns::row(tx, DOING, DELIVERY, [agreement.0, run.0], id)? else {
        return Ok(Vec::new());
    };
    let replays = rows(tx, DOING, REPLAYS, [first], id)?;
    std::iter::once(first).chain(replays).map(|id| one(tx, id, pnr)).collect()
}

pub(super) fn one(tx: &Transaction<'_>, id: i64, pnr: Pnr) -> Result<TracedDelivery, StoreError> {
    let found = columns::row(tx, DOING, &one_delivery(), [id], |row| {
        Ok((deliveries::read_delivery(row)?, parsed(row, "combination")?))
    })?;
    let (delivery, combination) = found.ok_or(StoreError::Corrupt("delivery"))?;
    let entries = columns::row(tx, DOING, DISCLOSED, [id], |row| get::<Vec<u8>>(row, "entries"))?;
    let recorded = disclosed::find(&entries.unwrap_or_default(), pnr)?;
    let collections = rows(tx, DOING, COLLECTIONS, [id], read_collection)?;
    Ok(TracedDelivery { delivery, combination, recorded, collections })
}

fn read_collection(row: &Row<'_>) -> Result<Collection, StoreError> {
    Ok(Collection { ssh_key: get(row, "ssh_key")?, at: time_of(row, "at")? })
}
