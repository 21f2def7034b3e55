//! One person in one run, for one agreement: see [`Trace`]. Every statement is look-ups in an index, so
//! that it costs the same on a large day.

use civil::Pnr;
use filters::{Filter, FilterKind, Reason};
use rusqlite::{Row, Transaction, params};

use super::columns::{self, get, parsed, rows, time_of};
use super::filter_history::read_change;
use super::{Sqlite, day, deliveries, filter_value};
use crate::StoreError;
use crate::delivery::DeliveryId;
use crate::filter_change::FilterChange;
use crate::party::AgreementId;
use crate::run::RunId;
use crate::trace::{Collection, Stay, Trace, TracedDelivery};

const DOING: &str = "reading what became of a person";

const RUN: &str = "SELECT filter_change, applied_at FROM run WHERE id = ?1";

const CHANGE: &str = "SELECT * FROM change WHERE run = ?1 AND pnr = ?2";

const VERSION: &str = "
    SELECT * FROM filter_change WHERE agreement = ?1 AND id <= ?2 ORDER BY id DESC LIMIT 1";

/// The filters in force in version `?2` of kinds behind `?3`: [`FilterKind::Pnr`] comes first, and there
/// may be very many of it.
const OTHER_KINDS: &str = "
    SELECT found.kind, found.value, filter_change.* FROM (
        SELECT kind, value, added FROM filter
            WHERE agreement = ?1 AND kind > ?3 AND added <= ?2
        UNION ALL
        SELECT kind, value, added FROM filter_past
            WHERE agreement = ?1 AND kind > ?3 AND added <= ?2 AND removed > ?2
    ) AS found CROSS JOIN filter_change ON filter_change.id = found.added
    ORDER BY found.kind, found.value";

/// A followed number was not in force in the run's version, and counts as set all the same.
const HAS_PNRS: &str = "
    SELECT EXISTS (SELECT 1 FROM filter WHERE agreement = ?1 AND kind = ?3 AND added <= ?2)
        OR EXISTS (SELECT 1 FROM filter_past
            WHERE agreement = ?1 AND kind = ?3 AND added <= ?2 AND removed > ?2)
        OR EXISTS (SELECT 1 FROM follow WHERE run = ?4 AND agreement = ?1) AS has";

const STAYS: &str = "
    SELECT added, NULL AS removed FROM filter
        WHERE agreement = ?1 AND kind = ?2 AND value = ?3
    UNION ALL
    SELECT added, removed FROM filter_past
        WHERE agreement = ?1 AND kind = ?2 AND value = ?3
    ORDER BY added";

const ONE_CHANGE: &str = "SELECT * FROM filter_change WHERE id = ?1";

const FOLLOWED: &str = "SELECT run FROM follow WHERE run = ?1 AND agreement = ?2 AND new = ?3";

const DELIVERY: &str = "
    SELECT id FROM delivery WHERE agreement = ?1 AND run = ?2 AND kind = 'day'";

const REPLAYS: &str = "SELECT id FROM delivery WHERE replay_of = ?1 ORDER BY id";

const ONE_DELIVERY: &str = "
    SELECT delivery.*, agreement.uuid, system.sftp_user, run.proddto,
        (SELECT min(at) FROM collection WHERE delivery = delivery.id) AS collected_at,
        (SELECT seq FROM delivery AS first WHERE first.id = delivery.replay_of) AS replayed_seq
    FROM delivery
    JOIN agreement ON agreement.id = delivery.agreement
    JOIN system ON system.id = delivery.system
    JOIN run ON run.id = delivery.run
    WHERE delivery.id = ?1";

const COLLECTIONS: &str = "
    SELECT ssh_key, at FROM collection WHERE delivery = ?1 ORDER BY at, ssh_key";

const DISCLOSED: &str = "SELECT entries FROM disclosure WHERE delivery = ?1";

impl Sqlite {
    pub(crate) fn trace(
        &self,
        run: RunId,
        agreement: AgreementId,
        pnr: Pnr,
    ) -> Result<Trace, StoreError> {
        self.read(DOING, |tx| {
            let applied = columns::row(tx, DOING, RUN, [run.0], |row| {
                let version: Option<i64> = get(row, "filter_change")?;
                version.map(|version| Ok((version, time_of(row, "applied_at")?))).transpose()
            })?;
            let applied = applied.ok_or_else(|| StoreError::Missing(format!("run {run}")))?;
            let (version, applied_at) = applied
                .ok_or_else(|| StoreError::NotNow(format!("run {run} is not applied yet")))?;
            let of = Of { tx, run, agreement, pnr, version };
            Ok(Trace {
                applied_at,
                change: columns::row(tx, DOING, CHANGE, of.run_and_pnr(), day::read_change)?,
                version: columns::row(tx, DOING, VERSION, [agreement.0, version], read_change)?,
                filters: of.other_kinds()?,
                has_pnrs: of.has_pnrs()?,
                stays: of.stays()?,
                followed: of.is_followed()?,
                deliveries: of.deliveries()?,
            })
        })
    }
}

/// Whose trace is read, and in which transaction.
struct Of<'a> {
    tx: &'a Transaction<'a>,
    run: RunId,
    agreement: AgreementId,
    pnr: Pnr,
    version: i64,
}

impl Of<'_> {
    const PNR: i64 = filter_value::kind(FilterKind::Pnr);

    fn run_and_pnr(&self) -> (i64, u64) {
        (self.run.0, self.pnr.to_integer())
    }

    fn other_kinds(&self) -> Result<Vec<(Filter, FilterChange)>, StoreError> {
        let key = params![self.agreement.0, self.version, Self::PNR];
        rows(self.tx, DOING, OTHER_KINDS, key, |row| {
            let filter = filter_value::filter(get(row, "kind")?, get(row, "value")?)?;
            Ok((filter, read_change(row)?))
        })
    }

    fn has_pnrs(&self) -> Result<bool, StoreError> {
        let key = params![self.agreement.0, self.version, Self::PNR, self.run.0];
        let has = columns::row(self.tx, DOING, HAS_PNRS, key, |row| get(row, "has"))?;
        Ok(has.unwrap_or_default())
    }

    fn stays(&self) -> Result<Vec<Stay>, StoreError> {
        let key = params![self.agreement.0, Self::PNR, self.pnr.to_integer()];
        let stays = rows(self.tx, DOING, STAYS, key, |row| {
            Ok((get::<i64>(row, "added")?, get::<Option<i64>>(row, "removed")?))
        })?;
        let stay = |(added, removed): (i64, Option<i64>)| {
            let is_over = removed.is_some_and(|removed| removed <= self.version);
            Ok(Stay {
                pnr: self.pnr,
                since: self.change(added)?,
                until: removed.map(|removed| self.change(removed)).transpose()?,
                is_in_force: added <= self.version && !is_over,
            })
        };
        stays.into_iter().map(stay).collect()
    }

    fn change(&self, version: i64) -> Result<FilterChange, StoreError> {
        columns::row(self.tx, DOING, ONE_CHANGE, [version], read_change)?
            .ok_or(StoreError::Damaged("filter_change"))
    }

    fn is_followed(&self) -> Result<bool, StoreError> {
        let key = params![self.run.0, self.agreement.0, self.pnr.to_integer()];
        Ok(!rows(self.tx, DOING, FOLLOWED, key, |_| Ok(()))?.is_empty())
    }

    /// The run's delivery, then its replays.
    fn deliveries(&self) -> Result<Vec<TracedDelivery>, StoreError> {
        let id = |row: &Row<'_>| get::<i64>(row, "id");
        let key = [self.agreement.0, self.run.0];
        let Some(first) = columns::row(self.tx, DOING, DELIVERY, key, id)? else {
            return Ok(Vec::new());
        };
        let replays = rows(self.tx, DOING, REPLAYS, [first], id)?;
        std::iter::once(first).chain(replays).map(|id| self.delivery(id)).collect()
    }

    fn delivery(&self, id: i64) -> Result<TracedDelivery, StoreError> {
        let found = columns::row(self.tx, DOING, ONE_DELIVERY, [id], |row| {
            Ok((deliveries::read_delivery(row)?, parsed(row, "combination")?))
        })?;
        let (delivery, combination) = found.ok_or(StoreError::Damaged("delivery"))?;
        let recorded = self.recorded(delivery.id)?;
        let collections = rows(self.tx, DOING, COLLECTIONS, [id], read_collection)?;
        Ok(TracedDelivery { delivery, combination, recorded, collections })
    }

    fn recorded(&self, delivery: DeliveryId) -> Result<Option<Reason>, StoreError> {
        let read = |row: &Row<'_>| get::<Vec<u8>>(row, "entries");
        let entries = columns::row(self.tx, DOING, DISCLOSED, [delivery.0], read)?;
        find_disclosed(&entries.unwrap_or_default(), self.pnr)
    }
}

fn read_collection(row: &Row<'_>) -> Result<Collection, StoreError> {
    Ok(Collection { ssh_key: get(row, "ssh_key")?, at: time_of(row, "at")? })
}

/// Looks a person up in a delivery's entries, which rise.
fn find_disclosed(entries: &[u8], pnr: Pnr) -> Result<Option<Reason>, StoreError> {
    let (entries, rest) = entries.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(StoreError::Damaged("disclosure"));
    }
    let number = |entry: &[u8; 8]| u64::from_be_bytes(*entry) >> 8;
    let place = entries.binary_search_by_key(&pnr.to_integer(), number).ok();
    Ok(place.map(|place| Reason::from_bits(entries[place][7])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_looks_up_and_none_reads_a_table() {
        let folder = tempfile::tempdir().unwrap();
        let db = Sqlite::open(&folder.path().join("cprabo.db")).unwrap();
        let statements = [
            RUN,
            CHANGE,
            VERSION,
            OTHER_KINDS,
            HAS_PNRS,
            STAYS,
            ONE_CHANGE,
            FOLLOWED,
            DELIVERY,
            REPLAYS,
            ONE_DELIVERY,
            COLLECTIONS,
            DISCLOSED,
        ];
        for statement in statements {
            let explained = format!("EXPLAIN QUERY PLAN {statement}");
            let plan = db.read("testing", |tx| {
                let keys = vec![0i64; tx.prepare(&explained).unwrap().parameter_count()];
                let keys = rusqlite::params_from_iter(keys);
                rows(tx, "testing", &explained, keys, |row| get::<String>(row, "detail"))
            });
            for step in plan.unwrap() {
                // `found` is the union of two look-ups.
                let is_harmless = ["SCAN found", "SCAN CONSTANT ROW"].contains(&step.as_str());
                assert!(is_harmless || !step.starts_with("SCAN"), "{step} in {statement}");
                assert!(
                    !step.contains("by_removed"),
                    "all agreements' past: {step} in {statement}"
                );
            }
        }
    }

    #[test]
    fn a_person_is_found_among_the_disclosed() {
        let pnr = |number| Pnr::from_integer(number).unwrap();
        let entry = |number: u64, reason: u64| (number << 8 | reason).to_be_bytes();
        let entries = [entry(1, 1), entry(5, 16), entry(9_999_999_999, 255)].concat();
        let found = |number| find_disclosed(&entries, pnr(number)).unwrap().map(Reason::bits);
        assert_eq!([1, 5, 9_999_999_999].map(found), [Some(1), Some(16), Some(255)]);
        assert_eq!([0, 2, 6].map(found), [None; 3]);
        assert_eq!(find_disclosed(&[], pnr(1)).unwrap(), None);
        assert!(find_disclosed(&entries[1..], pnr(1)).is_err());
    }
}
