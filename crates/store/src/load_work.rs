//! The work on a load: begun as of an extract, and continued.

use extract::Minimisation;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::db::{Row, Tx, values};
use crate::model::{
    Agreement, AgreementId, Author, Checkpoint, DeliveryTerms, LoadId, LoadPart, LoadSelection,
    LoadStart, LoadWork, Run, RunId,
};
use crate::store::Store;
use crate::{
    StoreError, agreement_rows, delivery_holds, delivery_problems, filter_history, filter_versions,
    load_restriction, loads, run_rows, system_rows,
};

const EMPTY_REPLICA: &str = "the replica is empty: run `cprabo seed` or `cprabo ingest` first";

/// The work on loads.
impl Store {
    /// Begins a load as of the last extract, continues it, or begins it again if another extract
    /// was applied; one whose agreement is not in force `today` is cancelled. `pair` completes the terms of its deliveries with name and sender.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] while the replica is empty.
    pub fn begin_load(
        &self,
        id: LoadId,
        today: Date,
        at: Timestamp,
        pair: &dyn Fn(&Agreement, &Run, DeliveryTerms) -> DeliveryTerms,
    ) -> Result<LoadStart, StoreError> {
        self.write("beginning a load", |tx| {
            let load = loads::by_id(tx, id)?;
            let load = load.ok_or_else(|| StoreError::NotFound(format!("load {id}")))?;
            if !load.state.is_open() {
                return Ok(LoadStart::Finished);
            }
            if cancel_unless_in_force(tx, id, today, at)? {
                return Ok(LoadStart::Finished);
            }
            let run = run_rows::last_applied(tx)?;
            let run = run.ok_or_else(|| StoreError::Conflict(EMPTY_REPLICA.to_owned()))?;
            // The agreement's own day's delivery comes first; those of others do not matter.
            let agreement = agreement_of(tx, id)?;
            if delivery_holds::open(tx, agreement, at)?.is_some() {
                return Ok(LoadStart::Held);
            }
            if delivery_problems::is_anything_unpublished(tx, agreement)? {
                return Ok(LoadStart::Busy);
            }
            begin_as_of(tx, id, run.id)?;
            read_work(tx, id, run, pair).map(|work| LoadStart::Ready(Box::new(work)))
        })
    }
}

/// Cancels a load under whose agreement nothing is delivered today.
pub(crate) fn cancel_unless_in_force(
    tx: &Tx<'_>,
    id: LoadId,
    today: Date,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let agreement = agreement_rows::by_id(tx, agreement_of(tx, id)?)?;
    if agreement.is_some_and(|agreement| agreement.delivers_on(today)) {
        return Ok(false);
    }
    loads::cancel(tx, id, ": nothing is delivered under its agreement", (&Author::PLATFORM, at))
}

/// Whether other terms hold than those with which a load was written.
pub(crate) fn terms_have_changed(tx: &Tx<'_>, work: &LoadWork) -> Result<bool, StoreError> {
    let now = agreement_rows::minimisation(tx, agreement_of(tx, work.id)?)?;
    Ok(now != work.pair.minimisation.to_string())
}

/// The agreement that a load is for.
pub(crate) fn agreement_of(tx: &Tx<'_>, id: LoadId) -> Result<AgreementId, StoreError> {
    let select = "SELECT agreement FROM load_order WHERE id = ?1";
    let found = tx.query_opt(select, &values![id], |row| row.get("agreement"))?;
    found.ok_or_else(|| StoreError::NotFound(format!("load {id}")))
}

/// Continues as of the same extract and with the same terms, or begins again as of another: what was
/// written is useless then.
fn begin_as_of(tx: &Tx<'_>, id: LoadId, run: RunId) -> Result<(), StoreError> {
    let select =
        "SELECT agreement, CASE WHEN since_version IS NOT NULL OR entered_since IS NOT NULL
            THEN 1 ELSE 0 END AS is_of_run
        FROM load_order WHERE id = ?1";
    let of = tx.query_opt(select, &values![id], |row| {
        Ok((row.get("agreement")?, row.get::<bool>("is_of_run")?))
    })?;
    let (agreement, is_of_run) = of.ok_or_else(|| StoreError::NotFound(format!("load {id}")))?;
    // What the platform orders is of the filters with which the extract was matched.
    let version = match is_of_run {
        true => filter_versions::of_run(tx, run, agreement)?,
        false => filter_versions::current(tx, agreement)?,
    };
    let update = "UPDATE load_order SET state = 'running', run = ?2, filter_version = ?3,
            next = 0, part = 1, data_size = 0, label_size = 0, persons = 0, records = 0,
            scanned_permille = 0, found = 0, minimisation = ?4
        WHERE id = ?1 AND (run IS DISTINCT FROM ?2 OR minimisation <> ?4)";
    let minimisation = agreement_rows::minimisation(tx, agreement)?;
    if tx.execute(update, &values![id, run, version, minimisation])? == 1 {
        tx.execute("DELETE FROM load_part WHERE load_order = ?1", &values![id])?;
    }
    Ok(())
}

/// The work that is left for a load that has begun.
fn read_work(
    tx: &Tx<'_>,
    id: LoadId,
    run: Run,
    pair: &dyn Fn(&Agreement, &Run, DeliveryTerms) -> DeliveryTerms,
) -> Result<LoadWork, StoreError> {
    let missing = || StoreError::NotFound(format!("load {id}"));
    let select = "SELECT * FROM load_order WHERE id = ?1";
    let order = tx.query_opt(select, &values![id], read_order)?.ok_or_else(missing)?;
    let agreement = agreement_rows::by_id(tx, order.agreement)?.ok_or_else(missing)?;
    let system = system_rows::by_id(tx, agreement.system)?;
    let terms = DeliveryTerms {
        sftp_user: system.sftp_user,
        metadata_root: system.metadata_root,
        is_signed: system.signed_metadata,
        agreement: agreement.uuid,
        opgavenr: agreement.opgavenr,
        name: String::new(),
        sender: String::new(),
        minimisation: order.minimisation,
    };
    let filters = |version| filter_history::at(tx, agreement.id, version);
    Ok(LoadWork {
        id,
        before: last_delivered(tx, agreement.id)?,
        filters: filters(order.version)?,
        combination: agreement.combination,
        kinds: order.kinds,
        part_size: order.part_size,
        without_events: order.without_events,
        restrict_to: load_restriction::of(tx, id)?,
        ages_in: order.ages_in,
        exclude: order.since.map(filters).transpose()?,
        pair: pair(&agreement, &run, terms),
        parts: parts(tx, id)?,
        checkpoint: order.checkpoint,
        run,
    })
}

/// A begun order as it is stored.
struct Order {
    agreement: AgreementId,
    kinds: LoadSelection,
    version: i64,
    since: Option<i64>,
    ages_in: bool,
    part_size: Option<u64>,
    without_events: bool,
    minimisation: Minimisation,
    checkpoint: Checkpoint,
}

fn read_order(row: &Row<'_>) -> Result<Order, StoreError> {
    Ok(Order {
        agreement: row.get("agreement")?,
        kinds: row.get("kinds")?,
        version: row.get("filter_version")?,
        since: row.get("since_version")?,
        ages_in: row.get::<Option<String>>("entered_since")?.is_some(),
        part_size: row.get("part_size")?,
        without_events: row.get("without_events")?,
        minimisation: row.get("minimisation")?,
        checkpoint: Checkpoint {
            next: row.get("next")?,
            part: row.get("part")?,
            data_size: row.get("data_size")?,
            label_size: row.get("label_size")?,
            persons: row.get("persons")?,
            records: row.get("records")?,
        },
    })
}

/// The PRODDTO of the last file that was delivered to the agreement.
fn last_delivered(tx: &Tx<'_>, agreement: AgreementId) -> Result<Option<Date>, StoreError> {
    // A replay is not the last delivery.
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
