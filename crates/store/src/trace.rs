//! One person in one run for one agreement: see [`Trace`]. Every statement is a look-up in an
//! index, so the cost does not grow with the run.

use civil::Pnr;
use filters::{Filter, FilterKind};
use jiff::Timestamp;

use crate::db::{Tx, Value, values};
use crate::encoding::filter_value;
use crate::filter_history::read_change;
use crate::model::{AgreementId, FilterChange, FilterVersion, MembershipPeriod, RunId, Trace};
use crate::store::Store;
use crate::{StoreError, agreement_states, filter_versions, match_input, traced_deliveries};

const READING: &str = "reading what became of a person";

const RUN: &str = "SELECT applied_at FROM run WHERE id = ?1";

const CHANGE: &str = "SELECT * FROM change WHERE run = ?1 AND pnr = ?2";

const VERSION: &str = "
    SELECT * FROM filter_change WHERE agreement = ?1 AND version <= ?2
    ORDER BY version DESC LIMIT 1";

/// The filters in force in version `?2` of kinds after `?3`: [`FilterKind::Pnr`] is the first, and
/// there may be very many of it.
const OTHER_KINDS: &str = "
    SELECT found.kind, found.value, filter_change.* FROM (
        SELECT kind, value, added FROM filter
            WHERE agreement = ?1 AND kind > ?3 AND added <= ?2
        UNION ALL
        SELECT kind, value, added FROM filter_past
            WHERE agreement = ?1 AND kind > ?3 AND added <= ?2 AND removed > ?2
    ) AS found /*+ ORDERED */ JOIN filter_change
        ON filter_change.agreement = ?1 AND filter_change.version = found.added
    ORDER BY found.kind, found.value";

/// A number that the platform added was not in force in the run's version, and counts as set all
/// the same.
const HAS_PNRS: &str = "
    SELECT CASE WHEN
        EXISTS (SELECT 1 FROM filter WHERE agreement = ?1 AND kind = ?3 AND added <= ?2)
        OR EXISTS (SELECT 1 FROM filter_past
            WHERE agreement = ?1 AND kind = ?3 AND added <= ?2 AND removed > ?2)
        OR EXISTS (SELECT 1 FROM follow WHERE run = ?4 AND agreement = ?1)
    THEN 1 ELSE 0 END AS has";

const PERIODS: &str = "
    SELECT added, CAST(NULL AS BIGINT) AS removed FROM filter
        WHERE agreement = ?1 AND kind = ?2 AND value = ?3
    UNION ALL
    SELECT added, removed FROM filter_past
        WHERE agreement = ?1 AND kind = ?2 AND value = ?3
    ORDER BY added";

const ONE_CHANGE: &str = "SELECT * FROM filter_change WHERE agreement = ?1 AND version = ?2";

const FOLLOWED: &str = "SELECT added FROM follow WHERE run = ?1 AND agreement = ?2 AND new = ?3";

/// One person in one run.
impl Store {
    /// What decided whether an agreement received a person in an applied run, and the state of the
    /// delivery. The cost does not grow with the run.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the run is not applied, [`StoreError::NotFound`] when there is none.
    pub fn trace(&self, run: RunId, agreement: AgreementId, pnr: Pnr) -> Result<Trace, StoreError> {
        self.read(READING, |tx| {
            let applied = tx.query_opt(RUN, &values![run], |row| row.get("applied_at"))?;
            let applied: Option<Timestamp> =
                applied.ok_or_else(|| StoreError::NotFound(format!("run {run}")))?;
            let applied_at = applied
                .ok_or_else(|| StoreError::Conflict(format!("run {run} is not applied yet")))?;
            let version = filter_versions::of_run(tx, run, agreement)?;
            let of = TraceQuery { tx, run, agreement, pnr, version };
            Ok(Trace {
                applied_at,
                agreement_state: agreement_states::at(tx, agreement, applied_at)?,
                change: tx.query_opt(CHANGE, &of.run_and_pnr(), match_input::read_change)?,
                version: tx.query_opt(VERSION, &values![agreement, version], read_change)?,
                filters: of.other_kinds()?,
                has_pnrs: of.has_pnrs()?,
                periods: of.periods()?,
                followed: of.followed()?,
                deliveries: traced_deliveries::of(tx, run, agreement, pnr)?,
            })
        })
    }
}

/// The subject of a trace, and the transaction in which it is read.
struct TraceQuery<'a> {
    tx: &'a Tx<'a>,
    run: RunId,
    agreement: AgreementId,
    pnr: Pnr,
    version: i64,
}

impl TraceQuery<'_> {
    const PNR: i64 = filter_value::kind(FilterKind::Pnr);

    fn run_and_pnr(&self) -> [Value<'static>; 2] {
        values![self.run, self.pnr.to_integer()]
    }

    fn other_kinds(&self) -> Result<Vec<(Filter, FilterChange)>, StoreError> {
        let key = values![self.agreement, self.version, Self::PNR];
        self.tx.query(OTHER_KINDS, &key, |row| {
            let filter = filter_value::filter(row.get("kind")?, row.get("value")?)?;
            Ok((filter, read_change(row)?))
        })
    }

    fn has_pnrs(&self) -> Result<bool, StoreError> {
        let key = values![self.agreement, self.version, Self::PNR, self.run];
        let has = self.tx.query_opt(HAS_PNRS, &key, |row| row.get("has"))?;
        Ok(has.unwrap_or_default())
    }

    fn periods(&self) -> Result<Vec<MembershipPeriod>, StoreError> {
        let key = values![self.agreement, Self::PNR, self.pnr.to_integer()];
        let periods =
            self.tx.query(PERIODS, &key, |row| Ok((row.get("added")?, row.get("removed")?)))?;
        let period = |(added, removed): (i64, Option<i64>)| {
            let is_over = removed.is_some_and(|removed| removed <= self.version);
            Ok(MembershipPeriod {
                pnr: self.pnr,
                since: self.change(added)?,
                until: removed.map(|removed| self.change(removed)).transpose()?,
                is_in_force: added <= self.version && !is_over,
            })
        };
        periods.into_iter().map(period).collect()
    }

    fn change(&self, version: i64) -> Result<FilterChange, StoreError> {
        self.tx
            .query_opt(ONE_CHANGE, &values![self.agreement, version], read_change)?
            .ok_or(StoreError::Corrupt("filter_change"))
    }

    /// The version in which the run added the number.
    fn followed(&self) -> Result<Option<FilterVersion>, StoreError> {
        let key = values![self.run, self.agreement, self.pnr.to_integer()];
        self.tx.query_opt(FOLLOWED, &key, |row| row.get("added"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;
    use crate::{lookups, other_disclosures};

    #[test]
    fn every_statement_looks_up_and_none_reads_a_table() {
        let own = [RUN, CHANGE, VERSION, OTHER_KINDS, HAS_PNRS, PERIODS, ONE_CHANGE, FOLLOWED];
        let statements = own
            .into_iter()
            .chain([agreement_states::AT])
            .chain(other_disclosures::STATEMENTS)
            .chain(lookups::STATEMENTS)
            .map(str::to_owned)
            .chain(traced_deliveries::statements());
        for statement in statements {
            for step in testing::plan(&statement) {
                // `found` is the union of two look-ups.
                let is_harmless = ["SCAN found", "SCAN CONSTANT ROW"].contains(&step.as_str());
                assert!(is_harmless || !step.starts_with("SCAN"), "{step} in {statement}");
                // Very many numbers may have been removed since.
                let reads_numbers = statement == OTHER_KINDS && step.contains("by_removed");
                assert!(!reads_numbers, "{step} in {statement}");
            }
        }
    }
}
