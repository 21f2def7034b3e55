//! Replays: earlier deliveries again, under new names.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::counters::{self, Counter};
use crate::db::{Tx, values};
use crate::delivery_rows::{SELECT, read_published};
use crate::model::{AgreementId, Author, DeliveryId, PublishedDelivery, Replay, SftpUser, Sha256};
use crate::store::Store;
use crate::{StoreError, agreement_rows, audit, delivery_heads, publishing};

const READING: &str = "reading what was delivered";

pub(crate) const IS_DELIVERED: &str = "SELECT 1 FROM delivery
    WHERE sha256 = ?1 AND load_order IS NOT NULL AND published_at IS NOT NULL LIMIT 1";

/// Replays.
impl Store {
    /// The deliveries to an agreement of the extracts with PRODDTOs in a range, bounds included, in
    /// order and without replays.
    pub fn delivered_between(
        &self,
        agreement: AgreementId,
        from: Date,
        to: Date,
    ) -> Result<Vec<PublishedDelivery>, StoreError> {
        let select = format!(
            "{SELECT} WHERE delivery.agreement = ?1 AND published_at IS NOT NULL
                AND replay_of IS NULL AND run.proddto BETWEEN ?2 AND ?3
             ORDER BY delivery.seq"
        );
        let key = values![agreement, from, to];
        self.read(READING, |tx| tx.query(&select, &key, read_published))
    }

    /// Whether a load's file with these bytes was delivered to any agreement.
    pub fn is_load_delivered(&self, sha256: &Sha256) -> Result<bool, StoreError> {
        self.read(READING, |tx| tx.exists(IS_DELIVERED, &values![sha256]))
    }

    /// The loads that should be in the archive: a delivery that has each, its name, and its digest.
    pub fn loads_in_archive(&self) -> Result<Vec<(DeliveryId, String, Sha256)>, StoreError> {
        let select = "SELECT id, name, sha256 FROM delivery
            WHERE load_order IS NOT NULL AND kind = 'load' AND published_at IS NOT NULL
                AND unarchived_at IS NULL
            ORDER BY id DESC";
        self.read(READING, |tx| {
            tx.query(select, &[], |row| Ok((row.get("id")?, row.get("name")?, row.get("sha256")?)))
        })
    }

    /// The number of replays of a delivery.
    pub fn replays_of(&self, delivery: DeliveryId) -> Result<u64, StoreError> {
        let select = "SELECT count(*) AS replays FROM delivery WHERE replay_of = ?1";
        let count = self.read(READING, |tx| {
            tx.query_opt(select, &values![delivery], |row| row.get("replays"))
        })?;
        Ok(count.unwrap_or_default())
    }

    /// Whether a data file in an account's folder has this name, or ever had it.
    pub fn is_name_taken(&self, user: &SftpUser, name: &str) -> Result<bool, StoreError> {
        let select = "SELECT 1 FROM delivery JOIN system ON system.id = delivery.system
            WHERE system.sftp_user = ?1 AND delivery.name = ?2";
        self.read(READING, |tx| tx.exists(select, &values![user.as_str(), name]))
    }

    /// Publishes replays whose files are in their folders, with the log of the persons disclosed and
    /// audit entries. One transaction. `false` when nothing is delivered `today` under the agreement of one
    /// of them; then none is published.
    pub fn publish_replays(
        &self,
        replays: &[Replay],
        today: Date,
        author: &Author,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let insert = "INSERT INTO delivery (kind, load_order, replay_of, run, agreement, system,
                combination, opgavenr, metadata_root, signed, sender, minimisation, name,
                seq, id)
            SELECT 'replay', load_order, id, run, agreement, system,
                combination, opgavenr, metadata_root, signed, sender, minimisation, ?2, ?3, ?4
            FROM delivery WHERE id = ?1";
        let sealed = publishing::seal_all(replays.iter().map(|replay| &replay.publish))?;
        self.write("delivering a replay", |tx| {
            for Replay { of, .. } in replays {
                let agreement = agreement_rows::by_id(tx, agreement_of(tx, *of)?)?;
                if !agreement.is_some_and(|agreement| agreement.delivers_on(today)) {
                    return Ok(false);
                }
            }
            let mut published = Vec::with_capacity(replays.len());
            for (Replay { of, seq, name, publish }, sealed) in replays.iter().zip(&sealed) {
                delivery_heads::take_seq(tx, agreement_of(tx, *of)?, *seq)?;
                let id = DeliveryId(counters::next(tx, Counter::Delivery)?);
                tx.execute(insert, &values![*of, name, *seq, id])?;
                published.push((id, publish, sealed));
                audit::done(tx, author, at, "replay", name.clone())?;
            }
            publishing::publish_all(tx, &published, at).map(|()| true)
        })
    }
}

fn agreement_of(tx: &Tx<'_>, delivery: DeliveryId) -> Result<AgreementId, StoreError> {
    let select = "SELECT agreement FROM delivery WHERE id = ?1";
    let found = tx.query_opt(select, &values![delivery], |row| row.get("agreement"))?;
    found.ok_or_else(|| StoreError::NotFound("such delivery".into()))
}
