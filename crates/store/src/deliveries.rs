//! The ledger of deliveries.

use civil::{AgreementUuid, Pnr};
use filters::Reason;

use crate::StoreError;
use crate::db::{Row, checksums, table, values};
use crate::delivery_rows::{SELECT, read_delivery, read_published};
use crate::encoding::disclosures;
use crate::model::{
    ChainHead, Delivery, DeliveryId, DeliveryQuery, PublishedDelivery, RunDeliveries, RunId,
    RunVolume, Sha256,
};
use crate::store::Store;

const READING: &str = "reading the deliveries";

/// The ledger.
impl Store {
    /// The deliveries of an agreement or a run, oldest first.
    pub fn deliveries(&self, of: DeliveryQuery) -> Result<Vec<Delivery>, StoreError> {
        let (column, number, after) = match of {
            DeliveryQuery::Agreement(id) => ("agreement", id.0, 0),
            DeliveryQuery::After(id, seq) => ("agreement", id.0, seq),
            DeliveryQuery::Run(id) => ("run", id.0, 0),
            DeliveryQuery::Load(id) => ("load_order", id.0, 0),
        };
        let select = format!(
            "{SELECT} WHERE delivery.{column} = ?1 AND delivery.seq > ?2 ORDER BY delivery.id"
        );
        self.read(READING, |tx| tx.query(&select, &values![number, after], read_delivery))
    }

    /// How many deliveries a run has, published or not.
    pub fn count_deliveries(&self, run: RunId) -> Result<u64, StoreError> {
        let select = "SELECT count(*) AS deliveries FROM delivery
            WHERE run = ?1 AND kind = 'day'";
        let count = self
            .read(READING, |tx| tx.query_opt(select, &values![run], |row| row.get("deliveries")))?;
        Ok(count.unwrap_or_default())
    }

    /// How far the deliveries of a run's day have come, and how many persons they have.
    pub fn run_deliveries(&self, run: RunId) -> Result<RunDeliveries, StoreError> {
        let select = "SELECT count(*) AS planned, count(published_at) AS published,
                count(*) FILTER (WHERE persons > 0) AS with_persons,
                CAST(coalesce(sum(persons), 0) AS BIGINT) AS persons,
                count(*) FILTER (WHERE EXISTS
                    (SELECT 1 FROM collection WHERE delivery = delivery.id)) AS collected
            FROM delivery WHERE run = ?1 AND kind = 'day'";
        let found = self.read(READING, |tx| {
            tx.query_opt(select, &values![run], |row| {
                Ok(RunDeliveries {
                    planned: row.get("planned")?,
                    published: row.get("published")?,
                    with_persons: row.get("with_persons")?,
                    persons: row.get("persons")?,
                    collected: row.get("collected")?,
                })
            })
        })?;
        Ok(found.unwrap_or_default())
    }

    /// How much a run delivered on its day.
    pub fn run_volume(&self, run: RunId) -> Result<RunVolume, StoreError> {
        let select = "SELECT count(published_at) AS deliveries,
                CAST(coalesce(sum(persons), 0) AS BIGINT) AS persons,
                CAST(coalesce(sum(size), 0) AS BIGINT) AS bytes
            FROM delivery WHERE run = ?1 AND kind = 'day'";
        let found = self.read(READING, |tx| {
            tx.query_opt(select, &values![run], |row| {
                Ok(RunVolume {
                    deliveries: row.get("deliveries")?,
                    persons: row.get("persons")?,
                    bytes: row.get("bytes")?,
                })
            })
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Whether the ledger has a delivery. Those of a run that was undone are gone.
    pub fn has_delivery(&self, delivery: DeliveryId) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM delivery WHERE id = ?1";
        self.read(READING, |tx| tx.exists(select, &values![delivery]))
    }

    /// Every pair of files that should lie in a folder, by run.
    pub fn published_deliveries(&self) -> Result<Vec<PublishedDelivery>, StoreError> {
        let select = published_deliveries();
        let read = |row: &Row<'_>| self.unless_damaged(read_published(row));
        let pairs = self.read(READING, |tx| tx.query(&select, &[], read))?;
        Ok(pairs.into_iter().flatten().collect())
    }

    /// A pair of files, if it should lie in a folder.
    pub fn shown(&self, delivery: DeliveryId) -> Result<Option<PublishedDelivery>, StoreError> {
        let select = format!(
            "{SELECT} WHERE delivery.id = ?1 AND published_at IS NOT NULL
                 AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)"
        );
        self.read(READING, |tx| tx.query_opt(&select, &values![delivery], read_published))
    }

    /// The end of the chain of an agreement's deliveries. A delivery with a number that is not the
    /// next one any more is refused when it is published.
    pub fn chain_head(&self, agreement: AgreementUuid) -> Result<ChainHead, StoreError> {
        let select = "SELECT id FROM agreement WHERE uuid = ?1";
        self.read(READING, |tx| {
            let id: Option<i64> =
                tx.query_opt(select, &values![agreement.to_string()], |row| row.get("id"))?;
            let id = id.ok_or_else(|| StoreError::NotFound(format!("agreement {agreement}")))?;
            let heads = checksums::rows(tx, &table::DELIVERY_HEAD, id, |row| {
                let (seq, sha256) = (row.get("last_seq")?, row.get("published_sha256")?);
                Ok(ChainHead { seq, sha256 })
            })?;
            heads.into_iter().next().ok_or(StoreError::Corrupt("end of the deliveries"))
        })
    }

    /// Records the digest of a delivery's `.metadata` file after it was written again: in a newer
    /// format, or signed with another key.
    pub fn note_metadata(&self, delivery: DeliveryId, sha256: &Sha256) -> Result<(), StoreError> {
        let update = "UPDATE delivery SET metadata_sha256 = ?2 WHERE id = ?1";
        self.write("noting a metadata file", |tx| {
            tx.execute(update, &values![delivery, sha256]).map(|_| ())
        })
    }

    /// The persons who were disclosed with a delivery, and why, in rising order of number.
    pub fn disclosed(&self, delivery: DeliveryId) -> Result<Vec<(Pnr, Reason)>, StoreError> {
        let select = "SELECT entries FROM disclosure WHERE delivery = ?1";
        let entries: Option<Vec<u8>> = self.read(READING, |tx| {
            checksums::check(tx, &table::DISCLOSURE, delivery.0)?;
            tx.query_opt(select, &values![delivery], |row| row.get("entries"))
        })?;
        disclosures::decode(&entries.unwrap_or_default())
    }
}

pub(crate) fn published_deliveries() -> String {
    format!(
        "{SELECT} WHERE published_at IS NOT NULL
             AND (data_removed_at IS NULL OR metadata_removed_at IS NULL)
         ORDER BY /*+ NO_INDEX */ delivery.run, delivery.id"
    )
}
