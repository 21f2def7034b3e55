//! What systems did with their files: collected, removed, left, or missed.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Row, Tx, values};
use crate::model::{DeliveryId, FileSource, FolderEntry, Part, Uncollected};
use crate::store::Store;
use crate::{StoreError, forwarded_files, ledger, ledger_subjects};

const REMOVING: &str = "removing a file";

/// Files of an agreement that is suspended or has ended cannot be collected. The condition on the file repeats what
/// the caller says, so that the index of present files is used.
pub(crate) const UNCOLLECTED: &str = "
    SELECT agreement.uuid, system.sftp_user, count(*) AS deliveries, min(published_at) AS since
    FROM delivery
    JOIN agreement ON agreement.id = delivery.agreement
    JOIN system ON system.id = delivery.system
    WHERE published_at < ?1 AND data_removed_at IS NULL
        AND agreement.state = 'active' AND (valid_until IS NULL OR valid_until >= ?2)
        AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id)
    GROUP BY /*+ NO_INDEX */ delivery.agreement, agreement.uuid, system.sftp_user
    ORDER BY since";

/// The same bytes count as collected with any delivery that has them.
pub(crate) const SAME: &str = "
    UPDATE delivery SET missed = 0
    WHERE missed = 1 AND coalesce(replay_of, id) =
        (SELECT coalesce(replay_of, id) FROM delivery WHERE id = ?1)";

/// A load of everyone that the filters select replaces every delivery before it, once all of its
/// parts are collected, first or replayed.
pub(crate) const BEFORE_LOAD: &str = "
    UPDATE delivery SET missed = 0
    WHERE missed = 1
        AND agreement = (SELECT agreement FROM delivery WHERE id = ?1)
        AND seq < (SELECT min(part.seq) FROM delivery AS collected
            /*+ ORDERED */ JOIN load_order ON load_order.id = collected.load_order
            /*+ ORDERED */ JOIN delivery AS part
                ON part.load_order = load_order.id AND part.kind = 'load'
            WHERE collected.id = ?1 AND load_order.kinds IN ('filters', 'all')
                AND load_order.since_version IS NULL AND load_order.is_restricted = 0
                AND NOT EXISTS (SELECT 1 FROM delivery AS lacking
                    WHERE lacking.load_order = load_order.id AND lacking.kind = 'load'
                        AND NOT EXISTS (SELECT 1 FROM delivery AS same
                            /*+ ORDERED */ JOIN collection ON collection.delivery = same.id
                            WHERE same.id = lacking.id OR same.replay_of = lacking.id)))";

/// Collected files and uncollected ones.
impl Store {
    /// Deliveries that were published before a moment and neither collected nor removed, under
    /// agreements that have not ended on `day`. By agreement, oldest first.
    pub fn uncollected(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<Uncollected>, StoreError> {
        self.read("reading what is not collected", |tx| {
            tx.query(UNCOLLECTED, &values![before, day], read_uncollected)
        })
    }

    /// Records that a system removed a file, which is listed no more. Returns whether all files that
    /// belong together are gone now.
    pub fn remove_entry(&self, entry: &FolderEntry, at: Timestamp) -> Result<bool, StoreError> {
        let part = entry.part;
        match entry.source {
            FileSource::Delivery { delivery, .. } => self.remove_file(delivery, part, at),
            FileSource::Forwarded { file, .. } => {
                self.write(REMOVING, |tx| forwarded_files::remove(tx, file, part, at))
            }
            FileSource::Receipt { receipt, .. } => {
                self.write(REMOVING, |tx| forwarded_files::remove_receipt(tx, receipt))?;
                Ok(true)
            }
        }
    }

    /// The same for a delivery's file.
    pub fn remove_file(
        &self,
        delivery: DeliveryId,
        part: Part,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let removed_at = match part {
            Part::Data => "data_removed_at",
            Part::Metadata => "metadata_removed_at",
        };
        let update = format!(
            "UPDATE delivery SET {removed_at} = coalesce({removed_at}, ?2) WHERE id = ?1
            RETURNING data_removed_at, metadata_removed_at"
        );
        self.write(REMOVING, |tx| {
            let removed: Option<[Option<Timestamp>; 2]> =
                tx.query_opt(&update, &values![delivery, at], |row| {
                    Ok([row.get("data_removed_at")?, row.get("metadata_removed_at")?])
                })?;
            Ok(removed.is_some_and(|[data, metadata]| data.is_some() && metadata.is_some()))
        })
    }

    /// Records that a delivery's data file was sent to a key up to its last byte.
    pub fn collect(
        &self,
        delivery: DeliveryId,
        ssh_key: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("noting a collection", |tx| collect(tx, delivery, ssh_key, at))
    }
}

/// Records that a file is collected, and clears the missed files that it replaces.
pub(crate) fn collect(
    tx: &Tx<'_>,
    delivery: DeliveryId,
    ssh_key: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO collection (delivery, ssh_key, at) VALUES (?1, ?2, ?3)
        ON CONFLICT DO NOTHING";
    ledger::begin_if_new(tx, at)?;
    if tx.execute(insert, &values![delivery, ssh_key, at])? == 1 {
        let entry = ledger_subjects::collection(tx, delivery, ssh_key, at)?;
        ledger::append(tx, &entry, None)?;
    }
    tx.execute(SAME, &values![delivery])?;
    tx.execute(BEFORE_LOAD, &values![delivery]).map(|_| ())
}

/// An agreement's deliveries that are not collected.
pub(crate) fn read_uncollected(row: &Row<'_>) -> Result<Uncollected, StoreError> {
    Ok(Uncollected {
        agreement: row.get("uuid")?,
        sftp_user: row.get("sftp_user")?,
        deliveries: row.get("deliveries")?,
        since: row.get("since")?,
    })
}
