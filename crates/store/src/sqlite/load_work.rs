//! Loads under way: begun as of an extract, gone on with, and told to the ledger.

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::columns::{self, execute, get, parsed, rows, time};
use super::{
    Sqlite, agreements, deliveries, delivery_problems, filter_history, load_restriction, loads,
    runs, systems,
};
use crate::StoreError;
use crate::model::{
    Agreement, AgreementId, Checkpoint, DeliveryId, DeliveryTerms, LoadDelivery, LoadEnd, LoadId,
    LoadPart, LoadSelection, LoadStart, LoadWork, Run, RunId,
};

const DOING: &str = "working on a load";

impl Sqlite {
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
            let row = params![id.0, next, part, data_size, label_size, persons, records];
            if execute(tx, DOING, update, row)? == 0 {
                return Ok(false);
            }
            for part in whole {
                let sha256 = part.sha256.as_bytes();
                let row = params![id.0, part.part, part.size, sha256, part.persons, part.records];
                execute(tx, DOING, insert, row)?;
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
            execute(tx, DOING, update, params![id.0, scanned_permille, found]).map(|_| ())
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
            if execute(tx, DOING, update, params![work.id.0, time(at)])? == 0 {
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
fn agreement_of(tx: &Transaction<'_>, id: LoadId) -> Result<AgreementId, StoreError> {
    let select = "SELECT agreement FROM load_order WHERE id = ?1";
    let found = columns::row(tx, DOING, select, [id.0], |row| get(row, "agreement"))?;
    found.map(AgreementId).ok_or_else(|| StoreError::NotFound(format!("load {id}")))
}

fn begin_as_of(tx: &Transaction<'_>, id: LoadId, run: RunId) -> Result<(), StoreError> {
    let update = "UPDATE load_order SET state = 'running', run = ?2,
            filter_change = CASE
                WHEN since IS NULL THEN (SELECT coalesce(max(id), 0) FROM filter_change)
                ELSE (SELECT filter_change FROM run WHERE id = ?2) END,
            next = 0, part = 1, data_size = 0, label_size = 0, persons = 0, records = 0,
            looked_at = 0, found = 0
        WHERE id = ?1 AND run IS NOT ?2";
    if execute(tx, DOING, update, params![id.0, run.0])? == 1 {
        execute(tx, DOING, "DELETE FROM load_part WHERE load_order = ?1", [id.0])?;
    }
    Ok(())
}

fn work(
    tx: &Transaction<'_>,
    id: LoadId,
    run: Run,
    pair: &dyn Fn(&Agreement, &Run, DeliveryTerms) -> DeliveryTerms,
) -> Result<LoadWork, StoreError> {
    let select = "SELECT * FROM load_order WHERE id = ?1";
    let read = |row: &Row<'_>| {
        let kinds: String = get(row, "kinds")?;
        let checkpoint = Checkpoint {
            next: get(row, "next")?,
            part: get(row, "part")?,
            data_size: get(row, "data_size")?,
            label_size: get(row, "label_size")?,
            persons: get(row, "persons")?,
            records: get(row, "records")?,
        };
        let agreement: i64 = get(row, "agreement")?;
        let kinds = LoadSelection::from_name(&kinds).ok_or(StoreError::Corrupt("kinds"))?;
        let version: i64 = get(row, "filter_change")?;
        Ok((
            agreement,
            kinds,
            (version, get::<Option<i64>>(row, "since")?),
            get(row, "part_size")?,
            get(row, "without_events")?,
            checkpoint,
        ))
    };
    let found = columns::row(tx, DOING, select, [id.0], read)?;
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
    tx: &Transaction<'_>,
    agreement: AgreementId,
) -> Result<Option<jiff::civil::Date>, StoreError> {
    // What came once more is not what came last.
    let select = "SELECT run.proddto FROM delivery JOIN run ON run.id = delivery.run
                  WHERE delivery.agreement = ?1 AND delivery.published_at IS NOT NULL
                      AND delivery.replay_of IS NULL
                  ORDER BY delivery.seq DESC LIMIT 1";
    columns::row(tx, DOING, select, [agreement.0], |row| parsed(row, "proddto"))
}

fn parts(tx: &Transaction<'_>, id: LoadId) -> Result<Vec<LoadPart>, StoreError> {
    let select = "SELECT * FROM load_part WHERE load_order = ?1 ORDER BY part";
    rows(tx, DOING, select, [id.0], |row| {
        Ok(LoadPart {
            part: get(row, "part")?,
            size: get(row, "size")?,
            sha256: columns::digest(row, "sha256")?,
            persons: get(row, "persons")?,
            records: get(row, "records")?,
        })
    })
}

/// A part in the ledger, to be published at once.
fn insert_delivery(
    tx: &Transaction<'_>,
    work: &LoadWork,
    delivered: &LoadDelivery,
) -> Result<DeliveryId, StoreError> {
    let insert = "INSERT INTO delivery (kind, load_order, run, agreement, system, seq, combination,
            opgavenr, metadata_root, signed, name, sender)
        SELECT 'load', ?1, ?2, agreement.id, agreement.system, ?9, ?4, ?5, ?6, ?10, ?7, ?8
        FROM agreement WHERE uuid = ?3";
    let DeliveryTerms { metadata_root, is_signed, agreement, opgavenr, sender, .. } = &work.pair;
    let row = params![
        work.id.0,
        work.run.id.0,
        agreement.to_string(),
        work.combination.as_str(),
        opgavenr.map(|nr| nr.to_string()),
        metadata_root.element(),
        delivered.name,
        sender,
        delivered.seq,
        is_signed,
    ];
    execute(tx, DOING, insert, row)?;
    Ok(DeliveryId(tx.last_insert_rowid()))
}
