//! A subscription's filters as they were in force for a run.

use std::collections::HashSet;

use civil::Pnr;
use filters::{Filter, FilterKind};

use crate::StoreError;
use crate::db::table::{FILTER, FILTER_PAST};
use crate::db::{Tx, checksums, values};
use crate::encoding::filter_value;
use crate::model::AgreementId;

/// The positions of the columns, the same in both tables.
const KIND: usize = 1;
const VALUE: usize = 2;
const ADDED: usize = 3;

/// A subscription's filters in one version, as far as they can match a run's changed persons.
#[derive(Debug, Default)]
pub(crate) struct DayFilters {
    /// Filters of every kind but PNR.
    pub(crate) others: Vec<Filter>,
    /// Whether there are PNR filters, on any person.
    pub(crate) has_pnrs: bool,
    /// PNR filters on changed persons.
    pub(crate) pnrs: Vec<Pnr>,
}

/// Reads all of a subscription's filters; `changed` has the numbers of the run's persons. Reading
/// all costs little more than looking up the changed persons, and only then do the checksums prove
/// that none is missing.
pub(crate) fn of(
    tx: &Tx<'_>,
    version: i64,
    agreement: AgreementId,
    changed: &HashSet<u64>,
) -> Result<DayFilters, StoreError> {
    let mut found = DayFilters::default();
    checksums::for_each(tx, &FILTER, agreement.0, |row| {
        let number = |place| row.at::<i64>(place, "filter");
        if number(ADDED)? <= version {
            found.add(number(KIND)?, number(VALUE)?, changed)?;
        }
        Ok(())
    })?;
    for (kind, value) in removed_since(tx, version, agreement)? {
        found.add(kind, value, changed)?;
    }
    Ok(found)
}

/// The filters that were in force then and are not now. There are some only when a run is delivered
/// later than it was applied.
fn removed_since(
    tx: &Tx<'_>,
    version: i64,
    agreement: AgreementId,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let select = "SELECT kind, value FROM filter_past /*+ INDEX(filter_past_by_removed) */
        WHERE removed > ?2 AND agreement = ?1 AND added <= ?2";
    let found = tx.query(select, &values![agreement, version], |row| {
        Ok((row.get("kind")?, row.get("value")?))
    })?;
    if !found.is_empty() {
        checksums::check(tx, &FILTER_PAST, agreement.0)?;
    }
    Ok(found)
}

impl DayFilters {
    fn add(&mut self, kind: i64, value: i64, changed: &HashSet<u64>) -> Result<(), StoreError> {
        let value = value.cast_unsigned();
        if kind != filter_value::kind(FilterKind::Pnr) {
            self.others.push(filter_value::filter(kind, value)?);
            return Ok(());
        }
        self.has_pnrs = true;
        if changed.contains(&value) {
            self.pnrs.push(Pnr::from_integer(value).ok_or(StoreError::Corrupt("filter"))?);
        }
        Ok(())
    }
}
