//! What has been kept long enough.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{audit, collections, verify};
use crate::StoreError;
use crate::db::{Engine, Row, Tx, values};
use crate::model::{Author, DeliveryId, Expired, RunId, Sha256, Uncollected};

const DOING: &str = "ending what was kept long enough";

/// What went out of files that nobody can fetch any more.
const NOT_SENT: &str = "DELETE FROM delivery_sent
    WHERE delivery IN (SELECT id FROM delivery WHERE data_removed_at IS NOT NULL)";

/// Which deliveries' time in `IN` is over.
const OVER: &str = "published_at < ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";

/// The data file lies there, and nobody has collected it, nor since it lies there the same in another delivery. One
/// that its system removed without reading it to the end is not missed.
const MISSED: &str = "data_removed_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM delivery AS same CROSS JOIN collection ON collection.delivery = same.id
    WHERE (same.id = coalesce(delivery.replay_of, delivery.id)
        OR same.replay_of = coalesce(delivery.replay_of, delivery.id))
        AND collection.at >= delivery.published_at)";

/// A delivery that must be possible to make again: it lies in a folder, or an agreement that is not over misses it.
const NEEDED: &str = "(made.published_at IS NOT NULL
        AND (made.data_removed_at IS NULL OR made.metadata_removed_at IS NULL)
    OR made.missed = 1 AND EXISTS (SELECT 1 FROM agreement
        WHERE id = made.agreement AND (valid_until IS NULL OR valid_until >= ?2)))";

const MISSING: &str = "SELECT agreement.uuid, system.sftp_user, count(*) AS deliveries,
                min(published_at) AS since
            FROM delivery
            JOIN agreement ON agreement.id = delivery.agreement
            JOIN system ON system.id = delivery.system
            WHERE missed = 1 AND (valid_until IS NULL OR valid_until >= ?1)
            GROUP BY +delivery.agreement ORDER BY since";

impl Engine {
    pub(crate) fn retention_effective_since(
        &self,
        folder_days: Option<u32>,
        archive_days: Option<u32>,
        at: Timestamp,
    ) -> Result<Timestamp, StoreError> {
        let select = "SELECT since FROM retention WHERE in_days IS ?1 AND archive_days IS ?2";
        let insert = "INSERT INTO retention (id, in_days, archive_days, since)
            VALUES (1, ?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET in_days = excluded.in_days,
                archive_days = excluded.archive_days, since = excluded.since";
        let key = values![folder_days, archive_days];
        let read = |row: &Row<'_>| row.get("since");
        // Asked often, and seldom new: no need to write then.
        if let Some(since) = self.read(DOING, |tx| tx.query_opt(select, &key, read))? {
            return Ok(since);
        }
        self.write(DOING, |tx| {
            tx.execute(insert, &values![folder_days, archive_days, at]).map(|_| at)
        })
    }

    pub(crate) fn expire(
        &self,
        before: Timestamp,
        at: Timestamp,
    ) -> Result<Vec<Expired>, StoreError> {
        let select = over();
        let update = format!(
            "UPDATE delivery SET missed = {MISSED},
                expired_at = CASE WHEN data_removed_at IS NULL THEN ?2 END,
                data_removed_at = coalesce(data_removed_at, ?2),
                metadata_removed_at = coalesce(metadata_removed_at, ?2)
            WHERE {OVER}"
        );
        // Asked often, and seldom to do anything: no need to write then.
        if self.read(DOING, |tx| tx.query(&select, &values![before], read_expired))?.is_empty() {
            return Ok(Vec::new());
        }
        self.write(DOING, |tx| {
            verify::check_ledger(tx)?;
            let mut expired = tx.query(&select, &values![before], read_expired)?;
            tx.execute(&update, &values![before, at])?;
            tx.execute(NOT_SENT, &[])?;
            // Where the system had left nothing but a `.metadata` file, there is nothing to tell.
            expired.retain(|of| of.deliveries > 0);
            for Expired { agreement, deliveries, missed, last } in &expired {
                let subject = format!(
                    "agreement {agreement}: {deliveries} up to {last}, {missed} of them not collected"
                );
                audit::done(tx, &Author::PLATFORM, at, "files left IN", subject)?;
            }
            Ok(expired)
        })
    }

    pub(crate) fn expired_uncollected(&self, day: Date) -> Result<Vec<Uncollected>, StoreError> {
        self.read(DOING, |tx| tx.query(MISSING, &values![day], collections::read_uncollected))
    }

    pub(crate) fn extracts_to_delete(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<(RunId, Sha256)>, StoreError> {
        let select = extracts_to_delete();
        self.read(DOING, |tx| {
            tx.query(&select, &values![before, day], |row| Ok((row.get("id")?, row.get("sha256")?)))
                .and_then(|over| if_ledger_is_sound(tx, over))
        })
    }

    pub(crate) fn loads_to_delete(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<(DeliveryId, Sha256)>, StoreError> {
        let select = loads_to_delete();
        self.read(DOING, |tx| {
            tx.query(&select, &values![before, day], |row| Ok((row.get("id")?, row.get("sha256")?)))
                .and_then(|over| if_ledger_is_sound(tx, over))
        })
    }

    pub(crate) fn mark_extract_deleted(&self, run: RunId, at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE run SET unarchived_at = ?2 WHERE id = ?1";
        self.write(DOING, |tx| {
            tx.execute(update, &values![run, at])?;
            audit::done(tx, &Author::PLATFORM, at, "extract left the archive", format!("run {run}"))
        })
    }

    pub(crate) fn mark_load_deleted(
        &self,
        delivery: DeliveryId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE delivery SET unarchived_at = ?2 WHERE id = ?1 RETURNING name";
        self.write(DOING, |tx| {
            let key = values![delivery, at];
            let name = tx.query_opt(update, &key, |row| row.get::<String>("name"))?;
            let name = name.ok_or(StoreError::Corrupt("delivery"))?;
            audit::done(tx, &Author::PLATFORM, at, "load left the archive", name)
        })
    }
}

/// What is about to be deleted, which cannot be undone.
fn if_ledger_is_sound<T>(tx: &Tx<'_>, over: Vec<T>) -> Result<Vec<T>, StoreError> {
    if !over.is_empty() {
        verify::check_ledger(tx)?;
    }
    Ok(over)
}

/// What is over, by agreement.
fn over() -> String {
    format!(
        "SELECT agreement.uuid, count(*) FILTER (WHERE data_removed_at IS NULL) AS deliveries,
            max(seq) AS last, sum({MISSED}) AS missed
        FROM delivery JOIN agreement ON agreement.id = delivery.agreement
        WHERE {OVER} GROUP BY +delivery.agreement ORDER BY +delivery.agreement"
    )
}

/// The same bytes may have come twice, and be needed still the second time.
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
                CROSS JOIN delivery AS made ON made.run = other.id
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

fn read_expired(row: &Row<'_>) -> Result<Expired, StoreError> {
    Ok(Expired {
        agreement: row.get("uuid")?,
        deliveries: row.get("deliveries")?,
        missed: row.get("missed")?,
        last: row.get("last")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;
    use crate::sqlite::{deliveries, replays};

    /// These are asked every few minutes or seconds, and the ledger has years of deliveries: they look at what lies in
    /// the folders, at loads, or at what is missed, each by an index of its own.
    #[test]
    fn what_is_asked_often_reads_no_whole_ledger() {
        let small = ["delivery_in_folder", "delivery_of_load", "delivery_missed"];
        let others = [
            MISSING,
            collections::UNCOLLECTED,
            replays::IS_DELIVERED,
            collections::SAME,
            collections::BEFORE_LOAD,
        ];
        let made =
            [over(), extracts_to_delete(), loads_to_delete(), deliveries::published_deliveries()];
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
