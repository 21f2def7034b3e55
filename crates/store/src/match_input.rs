//! The input of matching for an applied run: see [`MatchInput`]. All of it is checked, so damaged
//! rows cause an error and no delivery.

use std::collections::{HashMap, HashSet};

use civil::EventCode;
use filters::PnrSuccession;

use crate::day_filters::{self, DayFilters};
use crate::db::table::{CHANGE, FOLLOW, RUN_FILTERS};
use crate::db::{Row, Tx, checksums, values};
use crate::delivery_problems::HAS_ITS_TURN;
use crate::model::{AgreementId, Change, MatchInput, PlannedDelivery, RunId, Withheld};
use crate::store::Store;
use crate::{StoreError, delivery_rows, run_rows};

const READING: &str = "reading what to deliver";

/// The input of matching.
impl Store {
    /// All input that decides which agreement receives which person in an applied run.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the run is not applied.
    pub fn day(&self, run: RunId) -> Result<MatchInput, StoreError> {
        self.read(READING, |tx| {
            let versions = versions(tx, run)?;
            let changes = checksums::rows(tx, &CHANGE, run.0, read_change)?;
            let changed = changes.iter().map(|change| change.pnr.to_integer()).collect();
            let mut day = MatchInput { changes, ..MatchInput::default() };
            let mut subscriptions = HashMap::new();
            for (agreement, planned) in planned(tx, run)? {
                let version = versions.get(&agreement).copied();
                let version = version.ok_or(StoreError::Corrupt("version of the filters"));
                let added =
                    version.and_then(|version| add(tx, version, (agreement, &changed), &mut day));
                match added {
                    Ok(()) => {
                        subscriptions.insert(agreement, index(&day));
                        day.planned.push(planned);
                    }
                    Err(error) if error.is_damage() => {
                        let (delivery, why) = (planned.delivery, error.to_string());
                        self.engine.note_damage(Some(why.clone()));
                        day.withheld.push(Withheld { delivery, why });
                    }
                    Err(error) => return Err(error),
                }
            }
            day.follows = follows(tx, run, &subscriptions)?;
            Ok(day)
        })
    }
}

/// Adds the filters of the next subscription, if they pass the check.
fn add(
    tx: &Tx<'_>,
    version: i64,
    (agreement, changed): (AgreementId, &HashSet<u64>),
    day: &mut MatchInput,
) -> Result<(), StoreError> {
    let DayFilters { others, has_pnrs, pnrs } = day_filters::of(tx, version, agreement, changed)?;
    let subscription = index(day);
    day.filters.extend(others.into_iter().map(|filter| (subscription, filter)));
    day.pnrs.extend(pnrs.into_iter().map(|pnr| (pnr, subscription)));
    if has_pnrs {
        day.with_pnrs.push(subscription);
    }
    Ok(())
}

/// The index of the next subscription.
fn index(day: &MatchInput) -> u32 {
    u32::try_from(day.planned.len()).unwrap_or(u32::MAX)
}

/// The unpublished deliveries of a run that no earlier delivery of their agreement blocks.
fn planned(tx: &Tx<'_>, run: RunId) -> Result<Vec<(AgreementId, PlannedDelivery)>, StoreError> {
    tx.query(&select_planned(), &values![run], |row| {
        delivery_rows::check(row)?;
        let planned = PlannedDelivery {
            delivery: row.get("id")?,
            combination: row.get("combination")?,
            pair: delivery_rows::read_terms(row)?,
            link: delivery_rows::read_position(row)?,
        };
        Ok((row.get("agreement")?, planned))
    })
}

fn select_planned() -> String {
    let select = delivery_rows::SELECT;
    format!("{select} WHERE delivery.run = ?1 AND {HAS_ITS_TURN} ORDER BY delivery.id")
}

/// The change of a person in a run.
pub(crate) fn read_change(row: &Row<'_>) -> Result<Change, StoreError> {
    let events: String = row.get("events")?;
    let code = |code: &[u8]| EventCode::from_register(code).ok_or(StoreError::Corrupt("events"));
    Ok(Change {
        pnr: row.get("pnr")?,
        lives_in: row.get("komkod")?,
        lived_in: row.get("komkod_before")?,
        born: row.get("foed_dt")?,
        is_protected: row.get("is_protected")?,
        events: events.as_bytes().chunks(3).map(code).collect::<Result<_, _>>()?,
    })
}

/// The versions of the filters with which an applied run is matched.
fn versions(tx: &Tx<'_>, run: RunId) -> Result<HashMap<AgreementId, i64>, StoreError> {
    let found = run_rows::by_id(tx, run)?;
    let found = found.ok_or_else(|| StoreError::NotFound(format!("run {run}")))?;
    if !found.state.is_applied() {
        return Err(StoreError::Conflict(format!("run {run} is not applied yet")));
    }
    let versions = checksums::rows(tx, &RUN_FILTERS, run.0, |row| {
        Ok((row.get("agreement")?, row.get("version")?))
    })?;
    Ok(versions.into_iter().collect())
}

fn follows(
    tx: &Tx<'_>,
    run: RunId,
    subscriptions: &HashMap<AgreementId, u32>,
) -> Result<Vec<PnrSuccession<u32>>, StoreError> {
    let found = checksums::rows(tx, &FOLLOW, run.0, |row| {
        let (old, new) = (row.get("old")?, row.get("new")?);
        let subscription = subscriptions.get(&row.get("agreement")?);
        Ok(subscription.map(|&subscription| PnrSuccession { subscription, old, new }))
    })?;
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    /// Few of many years' deliveries wait, and an index finds them.
    #[test]
    fn planned_deliveries_are_found_without_reading_those_that_are_published() {
        for step in testing::plan(&select_planned()) {
            let reads_all = step.starts_with("SCAN") && !step.contains("delivery_unpublished");
            assert!(!reads_all, "{step}");
            if step.contains("earlier") {
                assert!(step.contains("delivery_unpublished"), "{step}");
            }
        }
    }
}
