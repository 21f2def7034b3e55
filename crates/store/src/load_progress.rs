//! The progress of a load, and its end.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::counters::{self, Counter};
use crate::db::{Tx, values};
use crate::model::{
    AgreementId, Checkpoint, DeliveryId, DeliveryTerms, LoadDelivery, LoadEnd, LoadId, LoadPart,
    LoadWork,
};
use crate::store::Store;
use crate::{
    StoreError, delivery_heads, delivery_problems, load_restriction, load_work, publishing,
    run_rows,
};

const WORKING: &str = "working on a load";

/// Loads under way.
impl Store {
    /// Saves a load's progress; `whole` has the parts that are complete now. `false` when the load
    /// was cancelled.
    pub fn save_load(
        &self,
        id: LoadId,
        checkpoint: &Checkpoint,
        whole: &[LoadPart],
    ) -> Result<bool, StoreError> {
        let update = "UPDATE load_order SET next = ?2, part = ?3, data_size = ?4, label_size = ?5,
                persons = ?6, records = ?7
            WHERE id = ?1 AND state = 'running'";
        let insert = "INSERT INTO load_part (load_order, part, size, sha256, persons, records)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (load_order, part) DO UPDATE
            SET size = excluded.size, sha256 = excluded.sha256, persons = excluded.persons,
                records = excluded.records";
        self.write(WORKING, |tx| {
            let Checkpoint { next, part, data_size, label_size, persons, records } = *checkpoint;
            let row = values![id, next, part, data_size, label_size, persons, records];
            if tx.execute(update, &row)? == 0 {
                return Ok(false);
            }
            for part in whole {
                let sha256 = &part.sha256;
                let row = values![id, part.part, part.size, sha256, part.persons, part.records];
                tx.execute(insert, &row)?;
            }
            Ok(true)
        })
    }

    /// Records a load's progress for display only: the share of the replica that was scanned, in
    /// thousandths, and the persons found. A restart does not use it.
    pub fn note_load(
        &self,
        id: LoadId,
        scanned_permille: u64,
        found: u64,
    ) -> Result<(), StoreError> {
        let update = "UPDATE load_order SET scanned_permille = ?2, found = ?3
            WHERE id = ?1 AND state = 'running'";
        self.write(WORKING, |tx| {
            tx.execute(update, &values![id, scanned_permille, found]).map(|_| ())
        })
    }

    /// Publishes a load in the ledger, with the log of the persons disclosed. Nothing happens if it
    /// was cancelled, or another extract was applied or the agreement's terms were changed meanwhile; it is cancelled if the agreement is not in
    /// force `today`. One transaction.
    pub fn finish_load(
        &self,
        work: &LoadWork,
        delivered: &[LoadDelivery],
        today: Date,
        at: Timestamp,
    ) -> Result<LoadEnd, StoreError> {
        let update = "UPDATE load_order SET state = 'done', finished_at = ?2
            WHERE id = ?1 AND state = 'running'";
        let sealed = publishing::seal_all(delivered.iter().map(|part| &part.publish))?;
        self.write(WORKING, |tx| {
            if load_work::cancel_unless_in_force(tx, work.id, today, at)? {
                return Ok(LoadEnd::CalledOff);
            }
            let last = run_rows::last_applied(tx)?;
            let agreement = load_work::agreement_of(tx, work.id)?;
            if last.is_none_or(|last| last.id != work.run.id)
                || load_work::terms_have_changed(tx, work)?
                || delivery_problems::is_anything_unpublished(tx, agreement)?
            {
                return Ok(LoadEnd::Superseded);
            }
            if tx.execute(update, &values![work.id, at])? == 0 {
                return Ok(LoadEnd::CalledOff);
            }
            load_restriction::delete(tx, work.id)?;
            let mut published = Vec::with_capacity(delivered.len());
            for (part, sealed) in delivered.iter().zip(&sealed) {
                let id = insert_delivery(tx, agreement, work, part)?;
                published.push((id, &part.publish, sealed));
            }
            publishing::publish_all(tx, &published, at)?;
            Ok(LoadEnd::Delivered)
        })
    }
}

/// Inserts a part into the ledger, to be published in the same transaction.
fn insert_delivery(
    tx: &Tx<'_>,
    agreement: AgreementId,
    work: &LoadWork,
    delivered: &LoadDelivery,
) -> Result<DeliveryId, StoreError> {
    let insert = "INSERT INTO delivery (kind, load_order, run, agreement, system, combination,
            opgavenr, metadata_root, name, sender, seq, signed, id, minimisation)
        SELECT 'load', ?1, ?2, id, system, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
        FROM agreement WHERE id = ?3";
    let DeliveryTerms { metadata_root, is_signed, opgavenr, sender, minimisation, .. } = &work.pair;
    delivery_heads::take_seq(tx, agreement, delivered.seq)?;
    let id = DeliveryId(counters::next(tx, Counter::Delivery)?);
    let row = values![
        work.id,
        work.run.id,
        agreement,
        work.combination.as_str(),
        opgavenr.map(|nr| nr.to_string()),
        metadata_root.element(),
        &delivered.name,
        sender,
        delivered.seq,
        *is_signed,
        id,
        minimisation.to_string(),
    ];
    tx.execute(insert, &row).map(|_| id)
}
