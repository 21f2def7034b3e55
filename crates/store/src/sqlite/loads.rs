//! Orders for loads, and how far they have come.

use civil::Pnr;
use filters::{FilterKind, FilterSet};
use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::columns::{self, execute, get, parsed, parsed_option, rows, time};
use super::{Sqlite, agreements, audit, deliveries, filter_value, runs, systems};
use crate::StoreError;
use crate::author::Author;
use crate::delivery::Pair;
use crate::load::{
    Begin, Checkpoint, Load, LoadDelivery, LoadEnd, LoadId, LoadKinds, LoadPart, LoadState,
    LoadWork, NewLoad,
};
use crate::party::{Agreement, AgreementId};
use crate::run::{Run, RunId, RunState};

const DOING: &str = "working on a load";

impl Sqlite {
    pub(crate) fn order_load(
        &self,
        new: &NewLoad,
        author: &Author,
        at: Timestamp,
    ) -> Result<LoadId, StoreError> {
        let doing = "ordering a load";
        let insert = "INSERT INTO load_order (agreement, kinds, reason, part_size, without_events,
                state, who, on_behalf_of, correlation, ordered_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.write(doing, |tx| {
            let Author { actor, on_behalf_of, correlation } = author;
            let row = params![
                new.agreement.0,
                new.kinds.word(),
                new.reason,
                new.part_size,
                new.without_events,
                LoadState::Ordered.word(),
                actor.to_string(),
                on_behalf_of,
                correlation.to_string(),
                time(at),
            ];
            execute(tx, doing, insert, row).map_err(|error| match columns::is_taken(&error) {
                true => StoreError::NotNow(
                    "a load is under way for this agreement: wait for it, or cancel it".into(),
                ),
                false => error,
            })?;
            let id = LoadId(tx.last_insert_rowid());
            confine(tx, id, new.only.as_deref())?;
            audit::done(tx, author, at, "order load", format!("load {id}"))?;
            Ok(id)
        })
    }

    pub(crate) fn order_first_data(
        &self,
        day: jiff::civil::Date,
        at: Timestamp,
    ) -> Result<Vec<LoadId>, StoreError> {
        // Asked often, and seldom to do anything: no need to write then.
        if self.read(DOING, |tx| awaited(tx, day))?.is_empty() {
            return Ok(Vec::new());
        }
        self.write(DOING, |tx| {
            let mut ordered = Vec::new();
            for Awaited { agreement, since, version } in awaited(tx, day)? {
                if has_news(tx, agreement, since, version)? {
                    ordered.push(insert_first_data(tx, agreement, since, at)?);
                }
                let update = "UPDATE agreement SET first_data = ?2 WHERE id = ?1";
                execute(tx, DOING, update, params![agreement.0, version])?;
            }
            Ok(ordered)
        })
    }

    pub(crate) fn cancel_load(
        &self,
        id: LoadId,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE load_order SET state = 'cancelled', finished_at = ?2
                      WHERE id = ?1 AND state IN ('ordered', 'running')";
        self.write(DOING, |tx| {
            if execute(tx, DOING, update, params![id.0, time(at)])? == 1 {
                return audit::done(tx, author, at, "cancel load", format!("load {id}"));
            }
            let load = one(tx, id)?.ok_or_else(|| StoreError::Missing(format!("load {id}")))?;
            Err(StoreError::NotNow(format!("load {id} is {} already", load.state.word())))
        })
    }

    pub(crate) fn load(&self, id: LoadId) -> Result<Option<Load>, StoreError> {
        self.read(DOING, |tx| one(tx, id))
    }

    pub(crate) fn loads(&self, of: Option<AgreementId>) -> Result<Vec<Load>, StoreError> {
        let select = format!(
            "{SELECT} WHERE ?1 IS NULL OR load_order.agreement = ?1 ORDER BY load_order.id"
        );
        self.read(DOING, |tx| rows(tx, DOING, &select, [of.map(|id| id.0)], read))
    }

    pub(crate) fn open_loads(&self) -> Result<Vec<LoadId>, StoreError> {
        let select = "SELECT id FROM load_order WHERE state IN ('ordered', 'running') ORDER BY id";
        self.read(DOING, |tx| rows(tx, DOING, select, [], |row| Ok(LoadId(get(row, "id")?))))
    }

    pub(crate) fn begin_load(
        &self,
        id: LoadId,
        pair: &dyn Fn(&Agreement, &Run, Pair) -> Pair,
    ) -> Result<Begin, StoreError> {
        self.write(DOING, |tx| {
            let load = one(tx, id)?.ok_or_else(|| StoreError::Missing(format!("load {id}")))?;
            if !load.state.is_open() {
                return Ok(Begin::Over);
            }
            let Some(run) = runs::last_applied(tx)? else {
                return Err(StoreError::NotNow(
                    "there is nobody in the replica yet: `cprabo seed` or `cprabo ingest` first"
                        .into(),
                ));
            };
            if run.state != RunState::Done {
                return Ok(Begin::Wait);
            }
            begin_as_of(tx, id, run.id)?;
            work(tx, id, run, pair).map(|work| Begin::Work(Box::new(work)))
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
        let insert =
            "INSERT OR REPLACE INTO load_part (load_order, part, size, sha256, persons, records)
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
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
            if last.is_none_or(|last| last.id != work.run.id || last.state != RunState::Done) {
                return Ok(LoadEnd::Moved);
            }
            if execute(tx, DOING, update, params![work.id.0, time(at)])? == 0 {
                return Ok(LoadEnd::CalledOff);
            }
            for delivery in delivered {
                deliver(tx, work, delivery, at)?;
            }
            Ok(LoadEnd::Delivered)
        })
    }
}

const SELECT: &str = "
    SELECT load_order.*, agreement.uuid, run.proddto,
        (SELECT count(*) FROM load_part WHERE load_order = load_order.id) AS parts,
        (SELECT coalesce(sum(persons), 0) FROM load_part WHERE load_order = load_order.id) AS whole_persons,
        (SELECT coalesce(sum(records), 0) FROM load_part WHERE load_order = load_order.id) AS whole_records
    FROM load_order
    JOIN agreement ON agreement.id = load_order.agreement
    LEFT JOIN run ON run.id = load_order.run";

fn one(tx: &Transaction<'_>, id: LoadId) -> Result<Option<Load>, StoreError> {
    columns::row(tx, DOING, &format!("{SELECT} WHERE load_order.id = ?1"), [id.0], read)
}

fn read(row: &Row<'_>) -> Result<Load, StoreError> {
    let (kinds, state): (String, String) = (get(row, "kinds")?, get(row, "state")?);
    let sum = |one: &'static str, other: &'static str| {
        Ok::<u64, StoreError>(get::<u64>(row, one)? + get::<u64>(row, other)?)
    };
    Ok(Load {
        id: LoadId(get(row, "id")?),
        agreement: parsed(row, "uuid")?,
        kinds: LoadKinds::from_word(&kinds).ok_or(StoreError::Damaged("kinds"))?,
        reason: get(row, "reason")?,
        state: LoadState::from_word(&state).ok_or(StoreError::Damaged("state"))?,
        who: get(row, "who")?,
        ordered_at: columns::time_of(row, "ordered_at")?,
        proddto: parsed_option(row, "proddto")?,
        persons: sum("persons", "whole_persons")?,
        records: sum("records", "whole_records")?,
        parts: get(row, "parts")?,
        finished_at: columns::time_option(row, "finished_at")?,
    })
}

/// An agreement whose filters have changed between two versions since first data was looked after.
struct Awaited {
    agreement: AgreementId,
    since: i64,
    version: i64,
}

fn awaited(tx: &Transaction<'_>, day: jiff::civil::Date) -> Result<Vec<Awaited>, StoreError> {
    // The last extract's version: what was added behind it waits for the next.
    let Some(run) = runs::last_applied(tx)?.filter(|run| run.state == RunState::Done) else {
        return Ok(Vec::new());
    };
    let select = "SELECT agreement.id, agreement.first_data, run.filter_change FROM agreement
        JOIN run ON run.id = ?1
        WHERE agreement.first_data < run.filter_change
          AND valid_from <= ?2 AND (valid_until IS NULL OR valid_until >= ?2)
          AND NOT EXISTS (SELECT 1 FROM load_order
              WHERE agreement = agreement.id AND state IN ('ordered', 'running'))";
    rows(tx, DOING, select, params![run.id.0, columns::date(day)], |row| {
        Ok(Awaited {
            agreement: AgreementId(get(row, "id")?),
            since: get(row, "first_data")?,
            version: get(row, "filter_change")?,
        })
    })
}

/// Whether filters that choose persons were added between two versions, and are still there.
fn has_news(
    tx: &Transaction<'_>,
    agreement: AgreementId,
    since: i64,
    version: i64,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM filter
        WHERE agreement = ?1 AND added > ?2 AND added <= ?3 AND kind <> ?4 LIMIT 1";
    let key = params![agreement.0, since, version, filter_value::kind(FilterKind::Event)];
    Ok(!rows(tx, DOING, select, key, |_| Ok(()))?.is_empty())
}

fn insert_first_data(
    tx: &Transaction<'_>,
    agreement: AgreementId,
    since: i64,
    at: Timestamp,
) -> Result<LoadId, StoreError> {
    let insert = "INSERT INTO load_order (agreement, kinds, reason, without_events, state, who,
            correlation, ordered_at, since)
        VALUES (?1, ?2, 'first data', 0, ?3, ?4, ?5, ?6, ?7)";
    let Author { actor, correlation, .. } = Author::PLATFORM;
    let row = params![
        agreement.0,
        LoadKinds::Filters.word(),
        LoadState::Ordered.word(),
        actor.to_string(),
        correlation.to_string(),
        time(at),
        since,
    ];
    execute(tx, DOING, insert, row)?;
    Ok(LoadId(tx.last_insert_rowid()))
}

/// Goes on as of the same extract, or begins as of another: what was written is of no use then.
fn begin_as_of(tx: &Transaction<'_>, id: LoadId, run: RunId) -> Result<(), StoreError> {
    let update = "UPDATE load_order SET state = 'running', run = ?2,
            filter_change = CASE
                WHEN since IS NULL THEN (SELECT coalesce(max(id), 0) FROM filter_change)
                ELSE (SELECT filter_change FROM run WHERE id = ?2) END,
            next = 0, part = 1, data_size = 0, label_size = 0, persons = 0, records = 0
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
    pair: &dyn Fn(&Agreement, &Run, Pair) -> Pair,
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
        let kinds = LoadKinds::from_word(&kinds).ok_or(StoreError::Damaged("kinds"))?;
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
    let missing = || StoreError::Missing(format!("load {id}"));
    let (agreement, kinds, (version, since), part_size, without_events, checkpoint) =
        found.ok_or_else(missing)?;
    let agreement = agreements::by_id(tx, AgreementId(agreement))?.ok_or_else(missing)?;
    let system = systems::by_id(tx, agreement.system)?;
    let terms = Pair {
        sftp_user: system.sftp_user,
        metadata_root: system.metadata_root,
        agreement: agreement.uuid,
        opgavenr: agreement.opgavenr,
        name: String::new(),
        sender: String::new(),
    };
    Ok(LoadWork {
        id,
        before: last_delivered(tx, agreement.id)?,
        filters: filters_at(tx, agreement.id, version)?,
        combination: agreement.combination,
        kinds,
        part_size,
        without_events,
        only: only(tx, id)?,
        without: since.map(|since| filters_at(tx, agreement.id, since)).transpose()?,
        pair: pair(&agreement, &run, terms),
        parts: parts(tx, id)?,
        checkpoint,
        run,
    })
}

/// Notes to whom a load is confined. One confined to nobody is none.
fn confine(tx: &Transaction<'_>, id: LoadId, only: Option<&[Pnr]>) -> Result<(), StoreError> {
    let insert = "INSERT OR IGNORE INTO load_pnr (load_order, pnr) VALUES (?1, ?2)";
    let Some(only) = only else { return Ok(()) };
    if only.is_empty() {
        return Err(StoreError::NotNow("a load of nobody: there is nothing to catch up".into()));
    }
    only.iter()
        .try_for_each(|pnr| execute(tx, DOING, insert, params![id.0, pnr.to_integer()]).map(|_| ()))
}

fn only(tx: &Transaction<'_>, id: LoadId) -> Result<Option<Vec<Pnr>>, StoreError> {
    let select = "SELECT pnr FROM load_pnr WHERE load_order = ?1 ORDER BY pnr";
    let found = rows(tx, DOING, select, [id.0], |row| columns::pnr(get(row, "pnr")?))?;
    Ok(if found.is_empty() { None } else { Some(found) })
}

/// PRODDTO of the last file that the subscription received.
fn last_delivered(
    tx: &Transaction<'_>,
    agreement: AgreementId,
) -> Result<Option<jiff::civil::Date>, StoreError> {
    let select = "SELECT run.proddto FROM delivery JOIN run ON run.id = delivery.run
                  WHERE delivery.agreement = ?1 AND delivery.published_at IS NOT NULL
                  ORDER BY delivery.seq DESC LIMIT 1";
    columns::row(tx, DOING, select, [agreement.0], |row| parsed(row, "proddto"))
}

fn filters_at(
    tx: &Transaction<'_>,
    agreement: AgreementId,
    version: i64,
) -> Result<FilterSet, StoreError> {
    let select = "
        SELECT kind, value FROM filter WHERE agreement = ?1 AND added <= ?2
        UNION ALL
        SELECT kind, value FROM filter_past WHERE agreement = ?1 AND removed > ?2 AND added <= ?2";
    let found = rows(tx, DOING, select, params![agreement.0, version], |row| {
        filter_value::filter(get(row, "kind")?, get(row, "value")?)
    })?;
    Ok(found.into_iter().collect())
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

/// A part in the ledger: planned and published at once.
fn deliver(
    tx: &Transaction<'_>,
    work: &LoadWork,
    delivered: &LoadDelivery,
    at: Timestamp,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO delivery (kind, load_order, run, agreement, system, seq, combination,
            opgavenr, metadata_root, name, sender)
        SELECT 'load', ?1, ?2, agreement.id, agreement.system,
            (SELECT coalesce(max(seq), 0) + 1 FROM delivery WHERE agreement = agreement.id),
            ?4, ?5, ?6, ?7, ?8
        FROM agreement WHERE uuid = ?3";
    let Pair { metadata_root, agreement, opgavenr, sender, .. } = &work.pair;
    let row = params![
        work.id.0,
        work.run.id.0,
        agreement.to_string(),
        work.combination.word(),
        opgavenr.map(|nr| nr.to_string()),
        metadata_root.element(),
        delivered.name,
        sender,
    ];
    execute(tx, DOING, insert, row)?;
    let delivery = crate::delivery::DeliveryId(tx.last_insert_rowid());
    deliveries::publish_one(tx, delivery, &delivered.publish, at)
}
