//! Files that were in the folders of systems for long enough.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Row, Tx, values};
use crate::model::{AgreementId, Author, DeliveryId, Expired, Uncollected};
use crate::store::Store;
use crate::{StoreError, audit, collections, verify};

const EXPIRING: &str = "taking out of folders what lay there long enough";

/// Removes the record of sent bytes for files that can no longer be fetched.
const DELETE_SENT: &str = "DELETE FROM delivery_sent
    WHERE delivery IN (SELECT id FROM delivery WHERE data_removed_at IS NOT NULL)";

/// Deliveries whose time in `IN` is over.
const OVER: &str = "published_at < ?1 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)";

/// The data file is there and is not collected, neither in this delivery nor in a later one with
/// the same bytes. A file that its system removed without reading it to the end is not missed.
const MISSED: &str = "data_removed_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM delivery AS same
    /*+ ORDERED */ JOIN collection ON collection.delivery = same.id
    WHERE (same.id = coalesce(delivery.replay_of, delivery.id)
        OR same.replay_of = coalesce(delivery.replay_of, delivery.id))
        AND collection.at >= delivery.published_at)";

pub(crate) const ALL_MISSED: &str = "
    SELECT agreement.uuid, system.sftp_user, count(*) AS deliveries, min(published_at) AS since
    FROM delivery
    JOIN agreement ON agreement.id = delivery.agreement
    JOIN system ON system.id = delivery.system
    WHERE missed = 1 AND agreement.state = 'active' AND (valid_until IS NULL OR valid_until >= ?1)
    GROUP BY /*+ NO_INDEX */ delivery.agreement, agreement.uuid, system.sftp_user
    ORDER BY since";

/// Files whose time in the folders is over.
impl Store {
    /// Takes the files out of the systems' folders that were published before a moment and not
    /// removed, by agreement, with an audit entry for each. One transaction.
    pub fn expire(&self, before: Timestamp, at: Timestamp) -> Result<Vec<Expired>, StoreError> {
        let select = over();
        // Asked often and seldom true: only then a write transaction is opened.
        if !self.read(EXPIRING, |tx| tx.exists(&select, &values![before]))? {
            return Ok(Vec::new());
        }
        self.write(EXPIRING, |tx| {
            verify::check_ledger(tx)?;
            let mut expired = tx.query(&select, &values![before], read_expired)?;
            tx.execute(&take_out(), &values![before, at])?;
            tx.execute(DELETE_SENT, &[])?;
            // If only a `.metadata` file was left, there is nothing to report.
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

    /// Deliveries that left the folders uncollected, under agreements in force on `day`, and that
    /// no later collected delivery replaces. By agreement, oldest first.
    pub fn expired_uncollected(&self, day: Date) -> Result<Vec<Uncollected>, StoreError> {
        self.read("reading what was missed", |tx| {
            tx.query(ALL_MISSED, &values![day], collections::read_uncollected)
        })
    }
}

/// Takes those of an agreement's deliveries out of its folder that nobody has collected yet. Returns how many.
pub(crate) fn take_out_uncollected(
    tx: &Tx<'_>,
    agreement: AgreementId,
    deliveries: &[DeliveryId],
    at: Timestamp,
) -> Result<u64, StoreError> {
    if deliveries.is_empty() {
        return Ok(0);
    }
    verify::check_ledger(tx)?;
    let take_out = format!(
        "UPDATE delivery SET missed = CASE WHEN {MISSED} THEN 1 ELSE 0 END, expired_at = ?3,
            data_removed_at = ?3, metadata_removed_at = coalesce(metadata_removed_at, ?3)
        WHERE id = ?1 AND agreement = ?2 AND published_at IS NOT NULL AND data_removed_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = ?1)"
    );
    let mut files = 0;
    for delivery in deliveries {
        files += tx.execute(&take_out, &values![*delivery, agreement, at])?;
    }
    tx.execute(DELETE_SENT, &[])?;
    Ok(files)
}

/// The deliveries to take out, by agreement.
pub(crate) fn over() -> String {
    format!(
        "SELECT agreement.uuid, count(*) FILTER (WHERE data_removed_at IS NULL) AS deliveries,
            max(seq) AS last,
            count(*) FILTER (WHERE {MISSED}) AS missed
        FROM delivery JOIN agreement ON agreement.id = delivery.agreement
        WHERE {OVER} GROUP BY /*+ NO_INDEX */ delivery.agreement, agreement.uuid
        ORDER BY /*+ NO_INDEX */ delivery.agreement"
    )
}

fn take_out() -> String {
    format!(
        "UPDATE delivery SET missed = CASE WHEN {MISSED} THEN 1 ELSE 0 END,
            expired_at = CASE WHEN data_removed_at IS NULL THEN CAST(?2 AS BIGINT) END,
            data_removed_at = coalesce(data_removed_at, ?2),
            metadata_removed_at = coalesce(metadata_removed_at, ?2)
        WHERE {OVER}"
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
