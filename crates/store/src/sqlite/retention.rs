//! What has been kept long enough.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::params;

use super::columns::{self, date, execute, get, parsed, rows, time};
use super::{Sqlite, audit, deliveries};
use crate::StoreError;
use crate::author::Author;
use crate::delivery::{DeliveryId, Expired, Uncollected};
use crate::run::RunId;
use crate::sha256::Sha256;

const DOING: &str = "ending what was kept long enough";

const IN_FOLDER: &str = "(data_removed_at IS NULL OR metadata_removed_at IS NULL)";

/// A file that its system removed without reading it to the end is not missed, nor is one that was there before.
const MISSED: &str = "data_removed_at IS NULL AND replay_of IS NULL
    AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id)";

impl Sqlite {
    pub(crate) fn expire(
        &self,
        before: Timestamp,
        at: Timestamp,
    ) -> Result<Vec<Expired>, StoreError> {
        let select = format!(
            "SELECT agreement.uuid, count(*) AS deliveries, max(seq) AS last,
                sum({MISSED}) AS missed
            FROM delivery JOIN agreement ON agreement.id = delivery.agreement
            WHERE published_at < ?1 AND {IN_FOLDER} GROUP BY agreement.id ORDER BY agreement.id"
        );
        let update = format!(
            "UPDATE delivery SET expired_at = ?2,
                missed = {MISSED},
                data_removed_at = coalesce(data_removed_at, ?2),
                metadata_removed_at = coalesce(metadata_removed_at, ?2)
            WHERE published_at < ?1 AND {IN_FOLDER}"
        );
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Expired {
                agreement: parsed(row, "uuid")?,
                deliveries: get(row, "deliveries")?,
                missed: get(row, "missed")?,
                last: get(row, "last")?,
            })
        };
        // Asked often, and seldom to do anything: no need to write then.
        if self.read(DOING, |tx| rows(tx, DOING, &select, [time(before)], read))?.is_empty() {
            return Ok(Vec::new());
        }
        self.write(DOING, |tx| {
            let expired = rows(tx, DOING, &select, [time(before)], read)?;
            execute(tx, DOING, &update, params![time(before), time(at)])?;
            for Expired { agreement, deliveries, missed, last } in &expired {
                let subject = format!(
                    "agreement {agreement}: {deliveries} up to {last}, {missed} of them not collected"
                );
                audit::done(tx, &Author::PLATFORM, at, "files left IN", subject)?;
            }
            Ok(expired)
        })
    }

    pub(crate) fn missed(&self, day: Date) -> Result<Vec<Uncollected>, StoreError> {
        let select = "SELECT agreement.uuid, system.sftp_user, count(*) AS deliveries,
                min(published_at) AS since
            FROM delivery
            JOIN run ON run.id = delivery.run
            JOIN agreement ON agreement.id = delivery.agreement
            JOIN system ON system.id = delivery.system
            WHERE missed = 1
                AND iif(load_order IS NULL, run.unarchived_at, delivery.unarchived_at) IS NULL
                AND valid_from <= ?1 AND (valid_until IS NULL OR valid_until >= ?1)
            GROUP BY delivery.agreement ORDER BY since";
        self.read(DOING, |tx| rows(tx, DOING, select, [date(day)], deliveries::read_uncollected))
    }

    pub(crate) fn extracts_to_unarchive(
        &self,
        before: Timestamp,
    ) -> Result<Vec<(RunId, Sha256)>, StoreError> {
        // The same bytes may have come twice, and be needed still the second time.
        let select = format!(
            "SELECT id, sha256 FROM run
            WHERE unarchived_at IS NULL AND state IN ('done', 'rejected')
                AND coalesce(done_at, seen_at) < ?1
                AND NOT EXISTS (SELECT 1 FROM run AS other
                    WHERE other.sha256 = run.sha256 AND other.unarchived_at IS NULL
                        AND (other.state NOT IN ('done', 'rejected')
                            OR coalesce(other.done_at, other.seen_at) >= ?1))
                AND NOT EXISTS (SELECT 1 FROM delivery JOIN run AS other ON other.id = delivery.run
                    WHERE other.sha256 = run.sha256 AND load_order IS NULL
                        AND published_at IS NOT NULL AND {IN_FOLDER})"
        );
        self.read(DOING, |tx| {
            rows(tx, DOING, &select, [time(before)], |row| {
                Ok((RunId(get(row, "id")?), columns::digest(row, "sha256")?))
            })
        })
    }

    pub(crate) fn loads_to_unarchive(
        &self,
        before: Timestamp,
    ) -> Result<Vec<(DeliveryId, Sha256)>, StoreError> {
        let select = "SELECT id, sha256 FROM delivery
            WHERE kind = 'load' AND unarchived_at IS NULL AND published_at < ?1
                AND NOT EXISTS (SELECT 1 FROM delivery AS other
                    WHERE other.sha256 = delivery.sha256 AND other.load_order IS NOT NULL
                        AND (other.data_removed_at IS NULL OR other.metadata_removed_at IS NULL
                            OR (other.kind = 'load' AND other.published_at >= ?1)))";
        self.read(DOING, |tx| {
            rows(tx, DOING, select, [time(before)], |row| {
                Ok((DeliveryId(get(row, "id")?), columns::digest(row, "sha256")?))
            })
        })
    }

    pub(crate) fn unarchive_run(&self, run: RunId, at: Timestamp) -> Result<(), StoreError> {
        let update = "UPDATE run SET unarchived_at = ?2 WHERE id = ?1";
        self.write(DOING, |tx| {
            execute(tx, DOING, update, params![run.0, time(at)])?;
            audit::done(tx, &Author::PLATFORM, at, "extract left the archive", format!("run {run}"))
        })
    }

    pub(crate) fn unarchive_load(
        &self,
        delivery: DeliveryId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE delivery SET unarchived_at = ?2 WHERE id = ?1 RETURNING name";
        self.write(DOING, |tx| {
            let key = params![delivery.0, time(at)];
            let name = columns::row(tx, DOING, update, key, |row| get::<String>(row, "name"))?;
            let name = name.ok_or(StoreError::Damaged("delivery"))?;
            audit::done(tx, &Author::PLATFORM, at, "load left the archive", name)
        })
    }
}
