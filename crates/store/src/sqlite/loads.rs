//! Orders for loads.

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::columns::{self, execute, get, parsed, parsed_option, rows, time};
use super::{Sqlite, audit, load_restriction};
use crate::StoreError;
use crate::model::{AgreementId, Author, Load, LoadId, LoadSelection, LoadState, NewLoad};

const DOING: &str = "working on a load";

impl Sqlite {
    pub(crate) fn order_load(
        &self,
        new: &NewLoad,
        author: &Author,
        at: Timestamp,
    ) -> Result<LoadId, StoreError> {
        let operation = "ordering a load";
        let insert = "INSERT INTO load_order (agreement, kinds, reason, part_size, without_events,
                state, who, on_behalf_of, correlation, ordered_at, is_confined)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.write(operation, |tx| {
            let Author { actor, on_behalf_of, correlation } = author;
            let row = params![
                new.agreement.0,
                new.kinds.as_str(),
                new.reason,
                new.part_size,
                new.without_events,
                LoadState::Ordered.as_str(),
                actor.to_string(),
                on_behalf_of,
                correlation.to_string(),
                time(at),
                new.restrict_to.is_some(),
            ];
            execute(tx, operation, insert, row).map_err(|error| {
                match columns::is_taken(&error) {
                    true => StoreError::Conflict(
                        "a load is under way for this agreement: wait for it, or cancel it".into(),
                    ),
                    false => error,
                }
            })?;
            let id = LoadId(tx.last_insert_rowid());
            new.restrict_to
                .as_ref()
                .map_or(Ok(()), |restrict_to| load_restriction::put(tx, id, restrict_to))?;
            audit::done(tx, author, at, "order load", format!("load {id}"))?;
            Ok(id)
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
                load_restriction::delete(tx, id)?;
                return audit::done(tx, author, at, "cancel load", format!("load {id}"));
            }
            let load = one(tx, id)?.ok_or_else(|| StoreError::NotFound(format!("load {id}")))?;
            Err(StoreError::Conflict(format!("load {id} is {} already", load.state.as_str())))
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

    pub(crate) fn loads_under_way(&self) -> Result<Vec<Load>, StoreError> {
        let select = format!(
            "{SELECT} WHERE load_order.state IN ('ordered', 'running') ORDER BY load_order.id"
        );
        self.read(DOING, |tx| rows(tx, DOING, &select, [], read))
    }

    pub(crate) fn open_loads(&self) -> Result<Vec<LoadId>, StoreError> {
        let select = "SELECT id FROM load_order WHERE state IN ('ordered', 'running') ORDER BY id";
        self.read(DOING, |tx| rows(tx, DOING, select, [], |row| Ok(LoadId(get(row, "id")?))))
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

pub(super) fn one(tx: &Transaction<'_>, id: LoadId) -> Result<Option<Load>, StoreError> {
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
        kinds: LoadSelection::from_name(&kinds).ok_or(StoreError::Corrupt("kinds"))?,
        reason: get(row, "reason")?,
        state: LoadState::from_name(&state).ok_or(StoreError::Corrupt("state"))?,
        who: get(row, "who")?,
        ordered_at: columns::time_of(row, "ordered_at")?,
        proddto: parsed_option(row, "proddto")?,
        persons: sum("persons", "whole_persons")?.max(get(row, "found")?),
        scanned_permille: get(row, "looked_at")?,
        records: sum("records", "whole_records")?,
        parts: get(row, "parts")?,
        finished_at: columns::time_option(row, "finished_at")?,
    })
}
