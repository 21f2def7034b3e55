//! What matching needs of a run that was applied: see [`Day`].

use std::collections::HashMap;

use civil::EventCode;
use filters::{FilterKind, Follow};
use rusqlite::{Row, Transaction, params};

use super::columns::{self, born_option, get, municipality_option, parsed, pnr, rows};
use super::{Sqlite, deliveries, filter_value};
use crate::StoreError;
use crate::delivery::DeliveryId;
use crate::replica::{Change, Day, Planned};
use crate::run::RunId;

const DOING: &str = "reading what to deliver";

/// A filter as it was in version `?2`: added by then, and not removed by then.
const IN_FORCE: &str = "
    SELECT agreement, kind, value FROM filter WHERE added <= ?2
    UNION ALL
    SELECT agreement, kind, value FROM filter_past WHERE removed > ?2 AND added <= ?2";

impl Sqlite {
    pub(crate) fn day(&self, run: RunId) -> Result<Day, StoreError> {
        self.read(DOING, |tx| {
            let planned = format!(
                "{} WHERE delivery.run = ?1 AND delivery.published_at IS NULL ORDER BY delivery.id",
                deliveries::SELECT
            );
            let planned = rows(tx, DOING, &planned, [run.0], read_planned)?;
            let subscriptions: HashMap<i64, u32> =
                (0u32..).zip(&planned).map(|(index, (agreement, _))| (*agreement, index)).collect();
            let version = version(tx, run)?;
            let of = Subscriptions(subscriptions);
            Ok(Day {
                changes: rows(tx, DOING, CHANGES, [run.0], read_change)?,
                planned: planned.into_iter().map(|(_, planned)| planned).collect(),
                filters: other_filters(tx, version, &of)?,
                with_pnrs: with_pnrs(tx, version, &of)?,
                pnrs: pnr_filters(tx, run, version, &of)?,
                follows: follows(tx, run, &of)?,
            })
        })
    }
}

/// From an agreement's row to the index of its subscription; agreements without a planned delivery have
/// none.
struct Subscriptions(HashMap<i64, u32>);

impl Subscriptions {
    fn of(&self, row: &Row<'_>) -> Result<Option<u32>, StoreError> {
        Ok(self.0.get(&get(row, "agreement")?).copied())
    }
}

fn read_planned(row: &Row<'_>) -> Result<(i64, Planned), StoreError> {
    let planned = Planned {
        delivery: DeliveryId(get(row, "id")?),
        combination: parsed(row, "combination")?,
        pair: deliveries::read_pair(row)?,
        link: deliveries::read_link(row)?,
    };
    Ok((get(row, "agreement")?, planned))
}

const CHANGES: &str = "SELECT * FROM change WHERE run = ?1 ORDER BY pnr";

pub(super) fn read_change(row: &Row<'_>) -> Result<Change, StoreError> {
    let events: String = get(row, "events")?;
    let code = |code: &[u8]| EventCode::from_register(code).ok_or(StoreError::Damaged("events"));
    Ok(Change {
        pnr: pnr(get(row, "pnr")?)?,
        lives_in: municipality_option(row, "lives_in")?,
        lived_in: municipality_option(row, "lived_in")?,
        born: born_option(row, "foed_dt")?,
        events: events.as_bytes().chunks(3).map(code).collect::<Result<_, _>>()?,
    })
}

fn version(tx: &Transaction<'_>, run: RunId) -> Result<i64, StoreError> {
    let select = "SELECT filter_change FROM run WHERE id = ?1";
    let version = columns::row(tx, DOING, select, [run.0], |row| get(row, "filter_change"))?;
    let version: Option<i64> = version.ok_or_else(|| StoreError::Missing(format!("run {run}")))?;
    version.ok_or_else(|| StoreError::NotNow(format!("run {run} is not applied yet")))
}

fn other_filters(
    tx: &Transaction<'_>,
    version: i64,
    of: &Subscriptions,
) -> Result<Vec<(u32, filters::Filter)>, StoreError> {
    let select = format!("SELECT * FROM ({IN_FORCE}) WHERE kind <> ?1");
    let key = params![filter_value::kind(FilterKind::Pnr), version];
    let found = rows(tx, DOING, &select, key, |row| {
        let filter = filter_value::filter(get(row, "kind")?, get(row, "value")?)?;
        Ok(of.of(row)?.map(|subscription| (subscription, filter)))
    })?;
    Ok(found.into_iter().flatten().collect())
}

/// The subscriptions that had a PNR filter at all. Asked agreement by agreement, so that each needs one
/// look at the index and not one for each of its numbers.
fn with_pnrs(
    tx: &Transaction<'_>,
    version: i64,
    of: &Subscriptions,
) -> Result<Vec<u32>, StoreError> {
    let select = "SELECT id AS agreement FROM agreement WHERE
        EXISTS (SELECT 1 FROM filter
            WHERE agreement = agreement.id AND kind = ?1 AND added <= ?2)
        OR EXISTS (SELECT 1 FROM filter_past
            WHERE agreement = agreement.id AND kind = ?1 AND removed > ?2 AND added <= ?2)";
    let key = params![filter_value::kind(FilterKind::Pnr), version];
    let found = rows(tx, DOING, select, key, |row| of.of(row))?;
    Ok(found.into_iter().flatten().collect())
}

/// PNR filters on the run's persons. The database's index leads from number to subscriptions, so the
/// cost follows persons and hits, however many filters there are.
fn pnr_filters(
    tx: &Transaction<'_>,
    run: RunId,
    version: i64,
    of: &Subscriptions,
) -> Result<Vec<(civil::Pnr, u32)>, StoreError> {
    let select = "
        SELECT change.pnr, filter.agreement FROM change CROSS JOIN filter
        ON filter.kind = ?3 AND filter.value = change.pnr AND filter.added <= ?2
        WHERE change.run = ?1
        UNION ALL
        SELECT change.pnr, filter_past.agreement FROM filter_past CROSS JOIN change
        ON change.run = ?1 AND change.pnr = filter_past.value
        WHERE filter_past.removed > ?2 AND filter_past.added <= ?2 AND filter_past.kind = ?3";
    let key = params![run.0, version, filter_value::kind(FilterKind::Pnr)];
    let found = rows(tx, DOING, select, key, |row| {
        let number = pnr(get(row, "pnr")?)?;
        Ok(of.of(row)?.map(|subscription| (number, subscription)))
    })?;
    Ok(found.into_iter().flatten().collect())
}

fn follows(
    tx: &Transaction<'_>,
    run: RunId,
    of: &Subscriptions,
) -> Result<Vec<Follow<u32>>, StoreError> {
    let select = "SELECT * FROM follow WHERE run = ?1";
    let found = rows(tx, DOING, select, [run.0], |row| {
        let (old, new) = (pnr(get(row, "old")?)?, pnr(get(row, "new")?)?);
        Ok(of.of(row)?.map(|subscription| Follow { subscription, old, new }))
    })?;
    Ok(found.into_iter().flatten().collect())
}
