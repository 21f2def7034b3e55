//! Orders for loads.

use jiff::Timestamp;

use super::{audit, load_restriction};
use crate::StoreError;
use crate::db::{Engine, Row, Tx, values};
use crate::model::{AgreementId, Author, Load, LoadId, LoadSelection, LoadState, NewLoad};

const DOING: &str = "working on a load";

impl Engine {
    pub(crate) fn order_load(
        &self,
        new: &NewLoad,
        author: &Author,
        at: Timestamp,
    ) -> Result<LoadId, StoreError> {
        let operation = "ordering a load";
        let insert = "INSERT INTO load_order (agreement, kinds, reason, part_size, without_events,
                state, who, on_behalf_of, correlation, ordered_at, is_confined)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id";
        self.write(operation, |tx| {
            let Author { actor, on_behalf_of, correlation } = author;
            let row = values![
                new.agreement,
                new.kinds.as_str(),
                new.reason.as_deref(),
                new.part_size,
                new.without_events,
                LoadState::Ordered.as_str(),
                actor.to_string(),
                on_behalf_of.as_deref(),
                correlation.to_string(),
                at,
                new.restrict_to.is_some()
            ];
            let id = tx.insert(insert, &row).map_err(|error| match error.is_taken() {
                true => StoreError::Conflict(
                    "a load is under way for this agreement: wait for it, or cancel it".into(),
                ),
                false => error,
            })?;
            let id = LoadId(id);
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
            if tx.execute(update, &values![id, at])? == 1 {
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
        self.read(DOING, |tx| tx.query(&select, &values![of], read))
    }

    pub(crate) fn loads_under_way(&self) -> Result<Vec<Load>, StoreError> {
        let select = format!(
            "{SELECT} WHERE load_order.state IN ('ordered', 'running') ORDER BY load_order.id"
        );
        self.read(DOING, |tx| tx.query(&select, &[], read))
    }

    pub(crate) fn open_loads(&self) -> Result<Vec<LoadId>, StoreError> {
        let select = "SELECT id FROM load_order WHERE state IN ('ordered', 'running') ORDER BY id";
        self.read(DOING, |tx| tx.query(select, &[], |row| Ok(row.get("id")?)))
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

pub(super) fn one(tx: &Tx<'_>, id: LoadId) -> Result<Option<Load>, StoreError> {
    tx.query_opt(&format!("{SELECT} WHERE load_order.id = ?1"), &values![id], read)
}

fn read(row: &Row<'_>) -> Result<Load, StoreError> {
    let (kinds, state): (String, String) = (row.get("kinds")?, row.get("state")?);
    let sum = |one: &'static str, other: &'static str| {
        Ok::<u64, StoreError>(row.get::<u64>(one)? + row.get::<u64>(other)?)
    };
    Ok(Load {
        id: row.get("id")?,
        agreement: row.get("uuid")?,
        kinds: LoadSelection::from_name(&kinds).ok_or(StoreError::Corrupt("kinds"))?,
        reason: row.get("reason")?,
        state: LoadState::from_name(&state).ok_or(StoreError::Corrupt("state"))?,
        who: row.get("who")?,
        ordered_at: row.get("ordered_at")?,
        proddto: row.get("proddto")?,
        persons: sum("persons", "whole_persons")?.max(row.get("found")?),
        scanned_permille: row.get("looked_at")?,
        records: sum("records", "whole_records")?,
        parts: row.get("parts")?,
        finished_at: row.get("finished_at")?,
    })
}
