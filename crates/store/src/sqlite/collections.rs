//! What systems did with their files: collected them, removed them, left them lying, and missed them.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::StoreError;
use crate::db::{Engine, Row, Tx, values};
use crate::model::{DeliveryId, Part, Uncollected};

const READING: &str = "reading what is not collected";
const COLLECTING: &str = "noting a collection";

pub(super) const UNCOLLECTED: &str =
    "SELECT agreement.uuid, system.sftp_user, count(*) AS deliveries,
                min(published_at) AS since
            FROM delivery
            JOIN agreement ON agreement.id = delivery.agreement
            JOIN system ON system.id = delivery.system
            WHERE published_at < ?1 AND data_removed_at IS NULL
                -- Nobody can collect what came under an agreement that is over.
                AND (valid_until IS NULL OR valid_until >= ?2)
                -- Said so that the index of what lies in the folders is used.
                AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM collection WHERE delivery = delivery.id)
            GROUP BY +delivery.agreement ORDER BY since";

/// The same bytes, whichever of the deliveries that bring them was collected.
pub(super) const SAME: &str = "
    UPDATE delivery SET missed = 0
    WHERE missed = 1 AND coalesce(replay_of, id) =
        (SELECT coalesce(replay_of, id) FROM delivery WHERE id = ?1)";

/// A load of everyone whom the filters choose stands for all that came before it, once all of its parts are
/// collected, the first time or once more.
pub(super) const BEFORE_LOAD: &str = "
    UPDATE delivery SET missed = 0
    WHERE missed = 1
        AND agreement = (SELECT agreement FROM delivery WHERE id = ?1)
        AND seq < (SELECT min(part.seq) FROM delivery AS collected
            CROSS JOIN load_order ON load_order.id = collected.load_order
            CROSS JOIN delivery AS part ON part.load_order = load_order.id AND part.kind = 'load'
            WHERE collected.id = ?1 AND load_order.kinds IN ('filters', 'all')
                AND load_order.since IS NULL AND load_order.is_confined = 0
                AND NOT EXISTS (SELECT 1 FROM delivery AS lacking
                    WHERE lacking.load_order = load_order.id AND lacking.kind = 'load'
                        AND NOT EXISTS (SELECT 1 FROM delivery AS same
                            CROSS JOIN collection ON collection.delivery = same.id
                            WHERE same.id = lacking.id OR same.replay_of = lacking.id)))";

impl Engine {
    pub(crate) fn uncollected(
        &self,
        before: Timestamp,
        day: Date,
    ) -> Result<Vec<Uncollected>, StoreError> {
        let key = values![before, day];
        self.read(READING, |tx| tx.query(UNCOLLECTED, &key, read_uncollected))
    }

    pub(crate) fn remove_file(
        &self,
        delivery: DeliveryId,
        part: Part,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let operation = "removing a delivered file";
        let update = match part {
            Part::Data => "UPDATE delivery SET data_removed_at = coalesce(data_removed_at, ?2)",
            Part::Metadata => {
                "UPDATE delivery SET metadata_removed_at = coalesce(metadata_removed_at, ?2)"
            }
        };
        let update = format!(
            "{update} WHERE id = ?1
             RETURNING data_removed_at IS NOT NULL AND metadata_removed_at IS NOT NULL AS is_gone"
        );
        let key = values![delivery, at];
        self.write(operation, |tx| {
            let is_gone = tx.query_opt(&update, &key, |row| row.get("is_gone"))?;
            Ok(is_gone.unwrap_or_default())
        })
    }

    pub(crate) fn collect(
        &self,
        delivery: DeliveryId,
        ssh_key: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(COLLECTING, |tx| collect(tx, delivery, ssh_key, at))
    }
}

/// Notes that a file is collected, and ends what is missed and need not be any more by that.
pub(super) fn collect(
    tx: &Tx<'_>,
    delivery: DeliveryId,
    ssh_key: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = "INSERT OR IGNORE INTO collection (delivery, ssh_key, at) VALUES (?1, ?2, ?3)";
    tx.execute(insert, &values![delivery, ssh_key, at])?;
    tx.execute(SAME, &values![delivery])?;
    tx.execute(BEFORE_LOAD, &values![delivery]).map(|_| ())
}

pub(super) fn read_uncollected(row: &Row<'_>) -> Result<Uncollected, StoreError> {
    Ok(Uncollected {
        agreement: row.get("uuid")?,
        sftp_user: row.get("sftp_user")?,
        deliveries: row.get("deliveries")?,
        since: row.get("since")?,
    })
}
