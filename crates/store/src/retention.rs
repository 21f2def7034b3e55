//! Files in the archive whose retention time is over.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Row, Tx, values};
use crate::model::{Author, DeliveryId, RunId, Sha256};
use crate::store::Store;
use crate::{StoreError, audit, verify};

const RETAINING: &str = "ending what was kept long enough";

/// A delivery whose files may have to be written again: one of them is in a folder, or an agreement
/// that has not ended misses it.
const NEEDED: &str = "(made.published_at IS NOT NULL
        AND (made.data_removed_at IS NULL OR made.metadata_removed_at IS NULL)
    OR made.missed = 1 AND EXISTS (SELECT 1 FROM agreement
        WHERE id = made.agreement AND (valid_until IS NULL OR valid_until >= ?2)))";

/// Retention in the archive.
impl Store {
    /// The moment since which the retention time is so many days (`None`: for ever): when it was
    /// first set, which may be now.
    pub fn retention_effective_since(
        &self,
        folder_days: Option<u32>,
        archive_days: Option<u32>,
        at: Timestamp,
    ) -> Result<Timestamp, StoreError> {
        let select = "SELECT since FROM retention 
            WHERE folder_days IS NOT DISTINCT FROM ?1 AND archive_days IS NOT DISTINCT FROM ?2";
        let insert = "INSERT INTO retention (id, folder_days, archive_days, since)
            VALUES (1, ?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET folder_days = excluded.folder_days,
                archive_days = excluded.archive_days, since = excluded.since";
        let known = self.read(RETAINING, |tx| {
            let key = values![folder_days, archive_days];
            tx.query_opt(select, &key, |row| row.get("since"))
        })?;
        // Asked often and seldom new: only then a write transaction is opened.
        if let Some(since) = known {
            return Ok(since);
        }
        self.write(RETAINING, |tx| {
            tx.execute(insert, &values![folder_days, archive_days, at]).map(|_| at)
        })
    }

    /// The same for persons in the disclosure ledger. To be asked also when they are kept for ever: otherwise it is not
    /// noticed that the time was taken back and set again.
    pub fn persons_effective_since(
        &self,
        person_days: Option<u32>,
        at: Timestamp,
    ) -> Result<Timestamp, StoreError> {
        let select = "SELECT person_since FROM retention
            WHERE person_days IS NOT DISTINCT FROM ?1 AND person_since IS NOT NULL";
        let upsert = "INSERT INTO retention (id, since, person_days, person_since)
            VALUES (1, ?2, ?1, ?2) ON CONFLICT (id) DO UPDATE SET
                person_days = excluded.person_days, person_since = excluded.person_since";
        let known = self.read(RETAINING, |tx| {
            tx.query_opt(select, &values![person_days], |row| row.get("person_since"))
        })?;
        if let Some(since) = known {
            return Ok(since);
        }
        self.write(RETAINING, |tx| tx.execute(upsert, &values![person_days, at]).map(|_| at))
    }

    /// Extracts that were finished before a moment and of which no file is in any folder or missed
    /// by an agreement in force on `day`.
    pub fn extracts_to_delete(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<(RunId, Sha256)>, StoreError> {
        let select = extracts_to_delete();
        self.read(RETAINING, |tx| {
            let read = |row: &Row<'_>| Ok((row.get("id")?, row.get("sha256")?));
            let over = tx.query(&select, &values![before, day], read)?;
            if_ledger_is_sound(tx, over)
        })
    }

    /// Parts of loads that were published before a moment, are in no folder, and are not missed by
    /// an agreement in force on `day`.
    pub fn loads_to_delete(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<(DeliveryId, Sha256)>, StoreError> {
        let select = loads_to_delete();
        self.read(RETAINING, |tx| {
            let read = |row: &Row<'_>| Ok((row.get("id")?, row.get("sha256")?));
            let over = tx.query(&select, &values![before, day], read)?;
            if_ledger_is_sound(tx, over)
        })
    }

    /// Records that a run's extract was deleted from the archive, with an audit entry.
    pub fn mark_extract_deleted(&self, run: RunId, at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE run SET unarchived_at = ?2 WHERE id = ?1";
        self.write(RETAINING, |tx| {
            tx.execute(update, &values![run, at])?;
            audit::done(tx, &Author::PLATFORM, at, "extract left the archive", format!("run {run}"))
        })
    }

    /// Records that a part of a load was deleted from the archive, with an audit entry.
    pub fn mark_load_deleted(&self, delivery: DeliveryId, at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE delivery SET unarchived_at = ?2 WHERE id = ?1 RETURNING name";
        self.write(RETAINING, |tx| {
            let name = tx.query_opt(update, &values![delivery, at], |row| row.get("name"))?;
            let name: String = name.ok_or(StoreError::Corrupt("delivery"))?;
            audit::done(tx, &Author::PLATFORM, at, "load left the archive", name)
        })
    }
}

/// Deletion cannot be undone, so the ledger is checked first.
fn if_ledger_is_sound<T>(tx: &Tx<'_>, over: Vec<T>) -> Result<Vec<T>, StoreError> {
    if !over.is_empty() {
        verify::check_ledger(tx)?;
    }
    Ok(over)
}

/// The same bytes may have come twice, and the second run may still need them.
fn extracts_to_delete() -> String {
    format!(
        "SELECT id, sha256 FROM run
        WHERE unarchived_at IS NULL AND state IN ('done', 'rejected', 'undone')
            AND coalesce(done_at, seen_at) < ?1
            AND NOT EXISTS (SELECT 1 FROM run AS other
                WHERE other.sha256 = run.sha256 AND other.unarchived_at IS NULL
                    AND (other.state NOT IN ('done', 'rejected', 'undone')
                        OR coalesce(other.done_at, other.seen_at) >= ?1))
            AND NOT EXISTS (SELECT 1 FROM run AS other
                /*+ ORDERED */ JOIN delivery AS made ON made.run = other.id
                WHERE other.sha256 = run.sha256 AND made.load_order IS NULL AND {NEEDED})"
    )
}

fn loads_to_delete() -> String {
    format!(
        "SELECT id, sha256 FROM delivery
        WHERE load_order IS NOT NULL AND kind = 'load'
            AND unarchived_at IS NULL AND published_at < ?1
            AND NOT EXISTS (SELECT 1 FROM delivery AS made
                WHERE made.sha256 = delivery.sha256 AND made.load_order IS NOT NULL
                    AND ({NEEDED} OR made.kind = 'load' AND made.published_at >= ?1))"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;
    use crate::{collections, deliveries, expiry, replays};

    /// These run every few minutes or seconds on a ledger of many years. Each reads only present
    /// files, loads, or missed files, by an index.
    #[test]
    fn frequent_queries_do_not_read_the_whole_ledger() {
        let small = ["delivery_in_folder", "delivery_of_load", "delivery_missed"];
        let others = [
            expiry::ALL_MISSED,
            collections::UNCOLLECTED,
            replays::IS_DELIVERED,
            collections::SAME,
            collections::BEFORE_LOAD,
        ];
        let made = [
            expiry::over(),
            extracts_to_delete(),
            loads_to_delete(),
            deliveries::published_deliveries(),
        ];
        for statement in others.map(str::to_owned).into_iter().chain(made) {
            for step in testing::plan(&statement) {
                let is_whole = ["delivery", "made", "same", "part", "lacking", "collected"]
                    .iter()
                    .any(|table| step.starts_with(&format!("SCAN {table}")));
                assert!(
                    !is_whole || small.iter().any(|index| step.contains(index)),
                    "{step} in {statement}"
                );
            }
        }
    }
}
