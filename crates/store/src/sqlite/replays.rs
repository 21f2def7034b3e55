//! Deliveries once more.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Row, params};

use super::columns::{self, date, execute, get, rows};
use super::{Sqlite, audit, deliveries};
use crate::StoreError;
use crate::model::{AgreementId, Author, DeliveryId, PublishedDelivery, Replay, SftpUser, Sha256};

const DOING: &str = "delivering once more";

pub(super) const IS_DELIVERED: &str = "SELECT 1 FROM delivery
                      WHERE sha256 = ?1 AND load_order IS NOT NULL AND published_at IS NOT NULL LIMIT 1";

impl Sqlite {
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
        let key = params![agreement.0, date(from), date(to)];
        self.read(DOING, |tx| rows(tx, DOING, &select, key, deliveries::read_on_shelf))
    }

    pub(crate) fn is_load_delivered(&self, sha256: &Sha256) -> Result<bool, StoreError> {
        let found =
            self.read(DOING, |tx| rows(tx, DOING, IS_DELIVERED, [sha256.as_bytes()], |_| Ok(())))?;
        Ok(!found.is_empty())
    }

    pub(crate) fn loads_in_archive(&self) -> Result<Vec<(DeliveryId, String, Sha256)>, StoreError> {
        let select = "SELECT id, name, sha256 FROM delivery
            WHERE load_order IS NOT NULL AND kind = 'load' AND published_at IS NOT NULL
                AND unarchived_at IS NULL
            ORDER BY id DESC";
        self.read(DOING, |tx| {
            rows(tx, DOING, select, [], |row| {
                let sha256 = columns::digest(row, "sha256")?;
                Ok((DeliveryId(get(row, "id")?), get(row, "name")?, sha256))
            })
        })
    }

    pub(crate) fn replays_of(&self, delivery: DeliveryId) -> Result<u64, StoreError> {
        let select = "SELECT count(*) AS replays FROM delivery WHERE replay_of = ?1";
        let read = |row: &Row<'_>| get(row, "replays");
        let count = self.read(DOING, |tx| columns::row(tx, DOING, select, [delivery.0], read))?;
        Ok(count.unwrap_or_default())
    }

    pub(crate) fn is_name_taken(&self, user: &SftpUser, name: &str) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM delivery JOIN system ON system.id = delivery.system
                      WHERE system.sftp_user = ?1 AND delivery.name = ?2";
        let key = params![user.as_str(), name];
        let found = self.read(DOING, |tx| rows(tx, DOING, select, key, |_| Ok(())))?;
        Ok(!found.is_empty())
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
            FROM delivery WHERE id = ?1";
        self.write(DOING, |tx| {
            let mut published = Vec::with_capacity(replays.len());
            for Replay { of, seq, name, publish } in replays {
                execute(tx, DOING, insert, params![of.0, name, seq])?;
                published.push((DeliveryId(tx.last_insert_rowid()), publish));
                audit::done(tx, author, at, "replay", name.clone())?;
            }
            deliveries::publish_all(tx, &published, at)
        })
    }
}
