//! Loads under way: begun as of an extract, gone on with, and told to the ledger.

use jiff::Timestamp;

use super::{
    agreements, deliveries, delivery_problems, filter_history, load_restriction, loads, runs,
    systems,
};
use crate::StoreError;
use crate::db::{Engine, Row, Tx, values};
use crate::model::{
    Agreement, AgreementId, Checkpoint, DeliveryId, DeliveryTerms, LoadDelivery, LoadEnd, LoadId,
    LoadPart, LoadSelection, LoadStart, LoadWork, Run, RunId,
};

const DOING: &str = "working on a load";

impl Engine {
    pub(crate) fn begin_load(
        &self,
        id: LoadId,
        pair: &dyn Fn(&Agreement, &Run, DeliveryTerms) -> DeliveryTerms,
    ) -> Result<LoadStart, StoreError> {
        self.write(DOING, |tx| {
            let load =
                loads::one(tx, id)?.ok_or_else(|| StoreError::NotFound(format!("load {id}")))?;
            if !load.state.is_open() {
                return Ok(LoadStart::Finished);
            }
            let Some(run) = runs::last_applied(tx)? else {
                return Err(StoreError::Conflict(
                    "there is nobody in the replica yet: `cprabo seed` or `cprabo ingest` first"
                        .into(),
                ));
            };
            // The day's delivery comes before it; what keeps those of others is no matter.
            if delivery_problems::is_anything_unpublished(tx, agreement_of(tx, id)?)? {
                return Ok(LoadStart::Busy);
            }
            begin_as_of(tx, id, run.id)?;
            work(tx, id, run, pair).map(|work| LoadStart::Ready(Box::new(work)))
        })
    }

    pub(crate) fn save_load(
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
        self.write(DOING, |tx| {
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

    pub(crate) fn note_load(
        &self,
        id: LoadId,
        scanned_permille: u64,
        found: u64,
    ) -> Result<(), StoreError> {
        let update = "UPDATE load_order SET looked_at = ?2, found = ?3
            WHERE id = ?1 AND state = 'running'";
        self.write(DOING, |tx| {
            tx.execute(update, &values![id, scanned_permille, found]).map(|_| ())
        })
    }

    pub(crate) fn finish_load(
        &self,
        work: &LoadWork,
        delivered: &[LoadDelivery],
        at: Timestamp,
    ) -> Result<LoadEnd, StoreError> {
        let update = "UPDATE load_order SET state = 'done', finished_at = ?2
                      WHERE id = ?1 AND state = 'running'";
        self.write(DOING, |tx| {
            let last = runs::last_applied(tx)?;
            let agreement = agreement_of(tx, work.id)?;
            if last.is_none_or(|last| last.id != work.run.id)
                || delivery_problems::is_anything_unpublished(tx, agreement)?
            {
                return Ok(LoadEnd::Superseded);
            }
            if tx.execute(update, &values![work.id, at])? == 0 {
                return Ok(LoadEnd::CalledOff);
            }
            load_restriction::delete(tx, work.id)?;
            let mut published = Vec::with_capacity(delivered.len());
            for part in delivered {
                published.push((insert_delivery(tx, work, part)?, &part.publish));
            }
            deliveries::publish_all(tx, &published, at)?;
            Ok(LoadEnd::Delivered)
        })
    }
}

/// Goes on as of the same extract, or begins as of another: what was written is of no use then.
fn agreement_of(tx: &Tx<'_>, id: LoadId) -> Result<AgreementId, StoreError> {
    let select = "SELECT agreement FROM load_order WHERE id = ?1";
    let found = tx.query_opt(select, &values![id], |row| row.get("agreement"))?;
    found.map(AgreementId).ok_or_else(|| StoreError::NotFound(format!("load {id}")))
}

fn begin_as_of(tx: &Tx<'_>, id: LoadId, run: RunId) -> Result<(), StoreError> {
    let update = "UPDATE load_order SET state = 'running', run = ?2,
            filter_change = CASE
                WHEN since IS NULL THEN (SELECT coalesce(max(id), 0) FROM filter_change)
                ELSE (SELECT filter_change FROM run WHERE id = ?2) END,
            next = 0, part = 1, data_size = 0, label_size = 0, persons = 0, records = 0,
            looked_at = 0, found = 0
        WHERE id = ?1 AND run IS NOT ?2";
    if tx.execute(update, &values![id, run])? == 1 {
        tx.execute("DELETE FROM load_part WHERE load_order = ?1", &values![id])?;
    }
    Ok(())
}

fn work(
    tx: &Tx<'_>,
    id: LoadId,
    run: Run,
    pair: &dyn Fn(&Agreement, &Run, DeliveryTerms) -> DeliveryTerms,
) -> Result<LoadWork, StoreError> {
    let select = "SELECT * FROM load_order WHERE id = ?1";
    let read = |row: &Row<'_>| {
        let kinds: String = row.get("kinds")?;
        let checkpoint = Checkpoint {
            next: row.get("next")?,
            part: row.get("part")?,
            data_size: row.get("data_size")?,
            label_size: row.get("label_size")?,
            persons: row.get("persons")?,
            records: row.get("records")?,
        };
        let agreement: i64 = row.get("agreement")?;
        let kinds = LoadSelection::from_name(&kinds).ok_or(StoreError::Corrupt("kinds"))?;
        let version: i64 = row.get("filter_change")?;
        Ok((
            agreement,
            kinds,
            (version, row.get::<Option<i64>>("since")?),
            row.get("part_size")?,
            row.get("without_events")?,
            checkpoint,
        ))
    };
    let found = tx.query_opt(select, &values![id], read)?;
    let missing = || StoreError::NotFound(format!("load {id}"));
    let (agreement, kinds, (version, since), part_size, without_events, checkpoint) =
        found.ok_or_else(missing)?;
    let agreement = agreements::by_id(tx, AgreementId(agreement))?.ok_or_else(missing)?;
    let system = systems::by_id(tx, agreement.system)?;
    let terms = DeliveryTerms {
        sftp_user: system.sftp_user,
        metadata_root: system.metadata_root,
        is_signed: system.signed_metadata,
        agreement: agreement.uuid,
        opgavenr: agreement.opgavenr,
        name: String::new(),
        sender: String::new(),
    };
    Ok(LoadWork {
        id,
        before: last_delivered(tx, agreement.id)?,
        filters: filter_history::at(tx, agreement.id, version)?,
        combination: agreement.combination,
        kinds,
        part_size,
        without_events,
        restrict_to: load_restriction::of(tx, id)?,
        exclude: since.map(|since| filter_history::at(tx, agreement.id, since)).transpose()?,
        pair: pair(&agreement, &run, terms),
        parts: parts(tx, id)?,
        checkpoint,
        run,
    })
}

/// PRODDTO of the last file that the subscription received.
fn last_delivered(
    tx: &Tx<'_>,
    agreement: AgreementId,
) -> Result<Option<jiff::civil::Date>, StoreError> {
    // What came once more is not what came last.
    let select = "SELECT run.proddto FROM delivery JOIN run ON run.id = delivery.run
                  WHERE delivery.agreement = ?1 AND delivery.published_at IS NOT NULL
                      AND delivery.replay_of IS NULL
                  ORDER BY delivery.seq DESC LIMIT 1";
    tx.query_opt(select, &values![agreement], |row| row.get("proddto"))
}

fn parts(tx: &Tx<'_>, id: LoadId) -> Result<Vec<LoadPart>, StoreError> {
    let select = "SELECT * FROM load_part WHERE load_order = ?1 ORDER BY part";
    tx.query(select, &values![id], |row| {
        Ok(LoadPart {
            part: row.get("part")?,
            size: row.get("size")?,
            sha256: row.get("sha256")?,
            persons: row.get("persons")?,
            records: row.get("records")?,
        })
    })
}

/// A part in the ledger, to be published at once.
fn insert_delivery(
    tx: &Tx<'_>,
    work: &LoadWork,
    delivered: &LoadDelivery,
) -> Result<DeliveryId, StoreError> {
    let insert = "INSERT INTO delivery (kind, load_order, run, agreement, system, seq, combination,
            opgavenr, metadata_root, signed, name, sender)
        SELECT 'load', ?1, ?2, agreement.id, agreement.system, ?9, ?4, ?5, ?6, ?10, ?7, ?8
        FROM agreement WHERE uuid = ?3 RETURNING id";
    let DeliveryTerms { metadata_root, is_signed, agreement, opgavenr, sender, .. } = &work.pair;
    let row = values![
        work.id,
        work.run.id,
        agreement.to_string(),
        work.combination.as_str(),
        opgavenr.map(|nr| nr.to_string()),
        metadata_root.element(),
        &delivered.name,
        sender,
        delivered.seq,
        *is_signed
    ];
    tx.insert(insert, &row).map(DeliveryId)
}
