//! Persons who enter an age range: loads that the platform orders for them, as it does first data.

use std::collections::HashSet;

use civil::Pnr;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::counters::{self, Counter};
use crate::db::table::DISCLOSURE;
use crate::db::{Tx, checksums, values};
use crate::encoding::disclosures;
use crate::model::{
    AgesIn, AgreementId, Author, DeliveryId, EnteredRange, LoadId, LoadSelection, LoadState, Run,
    RunId,
};
use crate::store::Store;
use crate::{StoreError, filter_history, load_restriction, run_rows};

const READING: &str = "looking who enters an age range";

/// What the load is called in lists.
const REASON: &str = "enters the age range";

/// Agreements that ask for it, are in force, and have nothing to be delivered first.
const AWAITED: &str =
    "SELECT agreement.id, agreement.ages_in, agreement.combination, run_filters.version
    FROM run_filters JOIN agreement ON agreement.id = run_filters.agreement
    WHERE run_filters.run = ?1 AND agreement.ages_in < ?3
      AND agreement.state = 'active'
      AND valid_from <= ?2 AND (valid_until IS NULL OR valid_until >= ?2)
      AND NOT EXISTS (SELECT 1 FROM load_order
          WHERE agreement = agreement.id AND state IN ('ordered', 'running'))
      AND NOT EXISTS (SELECT 1 FROM delivery
          WHERE agreement = agreement.id AND published_at IS NULL)
    ORDER BY agreement.id";

/// Persons who enter an age range.
impl Store {
    /// The agreements that have persons delivered when they enter an age range, and for which that is not done up to the last
    /// extract. They must be in force on `day`.
    pub fn awaiting_ages_in(&self, day: Date) -> Result<Vec<AgesIn>, StoreError> {
        self.read(READING, |tx| {
            let Some((run, proddto)) = last_applied(tx)? else { return Ok(Vec::new()) };
            let awaited: Vec<(AgreementId, String, _, i64)> =
                tx.query(AWAITED, &values![run, day, proddto], |row| {
                    let (id, since) = (row.get("id")?, row.get("ages_in")?);
                    Ok((id, since, row.get("combination")?, row.get("version")?))
                })?;
            let complete = |(agreement, since, combination, version): (_, String, _, _)| {
                Ok(AgesIn {
                    agreement,
                    run,
                    day: proddto,
                    since: since.parse().ok(),
                    filters: filter_history::at(tx, agreement, version)?,
                    combination,
                    delivered: delivered(tx, agreement, &since)?,
                })
            };
            awaited.into_iter().map(complete).collect()
        })
    }

    /// Orders a load for each agreement with persons who have entered an age range, and notes for all of these that it is done up
    /// to a run. Returns the loads. Nothing happens when another run was applied meanwhile.
    pub fn order_ages_in(
        &self,
        (run, day): (RunId, Date),
        entered: &[EnteredRange],
        at: Timestamp,
    ) -> Result<Vec<LoadId>, StoreError> {
        let update = "UPDATE agreement SET ages_in = ?2
            WHERE id = ?1 AND ages_in = ?3 AND state = 'active'
              AND NOT EXISTS (SELECT 1 FROM load_order
                  WHERE agreement = agreement.id AND state IN ('ordered', 'running'))";
        self.write("ordering a load of who enters an age range", |tx| {
            let mut ordered = Vec::new();
            if last_applied(tx)?.is_none_or(|(last, _)| last != run) {
                return Ok(ordered);
            }
            for EnteredRange { agreement, since, persons } in entered {
                let since = since.map(|since| since.to_string()).unwrap_or_default();
                let is_awaited = tx.execute(update, &values![*agreement, day, &since])? == 1;
                if is_awaited && !persons.is_empty() {
                    ordered.push(insert(tx, *agreement, &since, persons, at)?);
                }
            }
            Ok(ordered)
        })
    }
}

/// PRODDTO of the last extract, as it is stored; empty before the first.
pub(crate) fn last_day(tx: &Tx<'_>) -> Result<String, StoreError> {
    Ok(last_applied(tx)?.map(|(_, day)| day.to_string()).unwrap_or_default())
}

/// After a run was undone: it is not done for days that have not come.
pub(crate) fn go_back(tx: &Tx<'_>) -> Result<(), StoreError> {
    let update = "UPDATE agreement SET ages_in = ?1 WHERE ages_in > ?1";
    tx.execute(update, &values![&last_day(tx)?]).map(|_| ())
}

fn last_applied(tx: &Tx<'_>) -> Result<Option<(RunId, Date)>, StoreError> {
    let day = |run: Run| Some((run.id, run.header?.proddto));
    Ok(run_rows::last_applied(tx)?.and_then(day))
}

/// The persons whom day's files had after a day.
fn delivered(tx: &Tx<'_>, agreement: AgreementId, since: &str) -> Result<HashSet<Pnr>, StoreError> {
    let select = "SELECT delivery.id FROM delivery JOIN run ON run.id = delivery.run
        WHERE delivery.agreement = ?1 AND delivery.kind = 'day' AND run.proddto > ?2";
    let days: Vec<DeliveryId> =
        tx.query(select, &values![agreement, since], |row| row.get("id"))?;
    let mut persons = HashSet::new();
    for delivery in days {
        checksums::for_each(tx, &DISCLOSURE, delivery.0, |row| {
            let entries = disclosures::decode(&row.get::<Vec<u8>>("entries")?)?;
            persons.extend(entries.into_iter().map(|(pnr, _)| pnr));
            Ok(())
        })?;
    }
    Ok(persons)
}

fn insert(
    tx: &Tx<'_>,
    agreement: AgreementId,
    since: &str,
    persons: &[Pnr],
    at: Timestamp,
) -> Result<LoadId, StoreError> {
    let insert = "INSERT INTO load_order (agreement, kinds, reason, without_events, state, actor,
            correlation, ordered_at, is_restricted, entered_since, id)
        VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, 1, ?8, ?9)";
    let Author { actor, correlation, .. } = Author::PLATFORM;
    let id = LoadId(counters::next(tx, Counter::LoadOrder)?);
    let row = values![
        agreement,
        LoadSelection::Filters.as_str(),
        REASON,
        LoadState::Ordered.as_str(),
        actor.to_string(),
        correlation.to_string(),
        at,
        since,
        id,
    ];
    tx.execute(insert, &row)?;
    load_restriction::put(tx, id, persons)?;
    Ok(id)
}
