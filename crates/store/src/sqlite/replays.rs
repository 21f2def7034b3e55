//! Deliveries once more.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{audit, deliveries};
use crate::StoreError;
use crate::db::{Engine, Row, values};
use crate::model::{AgreementId, Author, DeliveryId, PublishedDelivery, Replay, SftpUser, Sha256};

const DOING: &str = "delivering once more";

pub(super) const IS_DELIVERED: &str = "SELECT 1 FROM delivery
                      WHERE sha256 = ?1 AND load_order IS NOT NULL AND published_at IS NOT NULL LIMIT 1";

impl Engine {
    pub(crate) fn delivered_between(
        &self,
        agreement: AgreementId,
        from: Date,
        to: Date,
    ) -> Result<Vec<PublishedDelivery>, StoreError> {
        let select = format!(
            "{}
             WHERE delivery.agreement = ?1 AND published_at IS NOT NULL AND replay_of IS NULL
               AND run.proddto BETWEEN ?2 AND ?3
             ORDER BY delivery.seq",
            deliveries::SELECT
        );
        let key = values![agreement, from, to];
        self.read(DOING, |tx| tx.query(&select, &key, deliveries::read_on_shelf))
    }

    pub(crate) fn is_load_delivered(&self, sha256: &Sha256) -> Result<bool, StoreError> {
        self.read(DOING, |tx| tx.exists(IS_DELIVERED, &values![sha256]))
    }

    pub(crate) fn loads_in_archive(&self) -> Result<Vec<(DeliveryId, String, Sha256)>, StoreError> {
        let select = "SELECT id, name, sha256 FROM delivery
            WHERE load_order IS NOT NULL AND kind = 'load' AND published_at IS NOT NULL
                AND unarchived_at IS NULL
            ORDER BY id DESC";
        self.read(DOING, |tx| {
            tx.query(select, &[], |row| {
                let sha256 = row.get("sha256")?;
                Ok((row.get("id")?, row.get("name")?, sha256))
            })
        })
    }

    pub(crate) fn replays_of(&self, delivery: DeliveryId) -> Result<u64, StoreError> {
        let select = "SELECT count(*) AS replays FROM delivery WHERE replay_of = ?1";
        let read = |row: &Row<'_>| row.get("replays");
        let count = self.read(DOING, |tx| tx.query_opt(select, &values![delivery], read))?;
        Ok(count.unwrap_or_default())
    }

    pub(crate) fn is_name_taken(&self, user: &SftpUser, name: &str) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM delivery JOIN system ON system.id = delivery.system
                      WHERE system.sftp_user = ?1 AND delivery.name = ?2";
        let key = values![user.as_str(), name];
        self.read(DOING, |tx| tx.exists(select, &key))
    }

    pub(crate) fn publish_replays(
        &self,
        replays: &[Replay],
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let insert =
            "INSERT INTO delivery (kind, load_order, replay_of, run, agreement, system, seq,
                combination, opgavenr, metadata_root, signed, sender, name)
            SELECT 'replay', load_order, id, run, agreement, system, ?3,
                combination, opgavenr, metadata_root, signed, sender, ?2
            FROM delivery WHERE id = ?1 RETURNING id";
        self.write(DOING, |tx| {
            let mut published = Vec::with_capacity(replays.len());
            for Replay { of, seq, name, publish } in replays {
                published
                    .push((DeliveryId(tx.insert(insert, &values![*of, name, *seq])?), publish));
                audit::done(tx, author, at, "replay", name.clone())?;
            }
            deliveries::publish_all(tx, &published, at)
        })
    }
}
