//! A run's delivery to an agreement and its replays, with what happened to them and to one person
//! in them.

use civil::Pnr;

use crate::StoreError;
use crate::db::table::DELIVERY_HOLD;
use crate::db::{Row, Tx, checksums, values};
use crate::delivery_rows::{self, read_delivery};
use crate::encoding::disclosures;
use crate::model::{AgreementId, Collection, RunId, TracedDelivery, TracedHold};

const DELIVERY: &str = "
    SELECT id FROM delivery WHERE agreement = ?1 AND run = ?2 AND kind = 'day'";

const REPLAYS: &str = "SELECT id FROM delivery WHERE replay_of = ?1 ORDER BY id";

const COLLECTIONS: &str = "
    SELECT ssh_key, at FROM collection WHERE delivery = ?1 ORDER BY at, ssh_key";

const DISCLOSED: &str = "SELECT entries FROM disclosure WHERE delivery = ?1";

/// All statements, for the test of their query plans.
#[cfg(test)]
pub(crate) fn statements() -> [String; 5] {
    let others = [DELIVERY, REPLAYS, COLLECTIONS, DISCLOSED].map(str::to_owned);
    let [delivery, replays, collections, disclosed] = others;
    [delivery, replays, one_delivery(), collections, disclosed]
}

fn one_delivery() -> String {
    format!("{} WHERE delivery.id = ?1", delivery_rows::SELECT)
}

/// The run's delivery to the agreement, then its replays.
pub(crate) fn of(
    tx: &Tx<'_>,
    run: RunId,
    agreement: AgreementId,
    pnr: Pnr,
) -> Result<Vec<TracedDelivery>, StoreError> {
    let id = |row: &Row<'_>| row.get::<i64>("id");
    let Some(first) = tx.query_opt(DELIVERY, &values![agreement, run], id)? else {
        return Ok(Vec::new());
    };
    let replays = tx.query(REPLAYS, &values![first], id)?;
    std::iter::once(first).chain(replays).map(|id| one(tx, id, pnr)).collect()
}

/// A delivery, with what happened to it and to the person in it.
pub(crate) fn one(tx: &Tx<'_>, id: i64, pnr: Pnr) -> Result<TracedDelivery, StoreError> {
    let found = tx.query_opt(&one_delivery(), &values![id], |row| {
        Ok((read_delivery(row)?, row.get("combination")?))
    })?;
    let (delivery, combination) = found.ok_or(StoreError::Corrupt("delivery"))?;
    let entries: Option<Vec<u8>> =
        tx.query_opt(DISCLOSED, &values![id], |row| row.get("entries"))?;
    let is_reduced = entries.is_none() && delivery.published.is_some();
    let recorded = disclosures::find(&entries.unwrap_or_default(), pnr)?;
    let collections = tx.query(COLLECTIONS, &values![id], read_collection)?;
    let hold = checksums::rows(tx, &DELIVERY_HOLD, id, read_hold)?.pop();
    Ok(TracedDelivery { delivery, combination, recorded, is_reduced, collections, hold })
}

fn read_hold(row: &Row<'_>) -> Result<TracedHold, StoreError> {
    Ok(TracedHold {
        persons: row.get("persons")?,
        usual: row.get("usual")?,
        held_at: row.get("held_at")?,
        held_until: row.get("held_until")?,
        released_at: row.get("released_at")?,
    })
}

fn read_collection(row: &Row<'_>) -> Result<Collection, StoreError> {
    Ok(Collection { ssh_key: row.get("ssh_key")?, at: row.get("at")? })
}
