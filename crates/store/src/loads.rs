//! Orders for loads.

use jiff::Timestamp;

use crate::counters::{self, Counter};
use crate::db::{Row, Tx, values};
use crate::model::{AgreementId, Author, Load, LoadId, LoadState, NewLoad};
use crate::store::Store;
use crate::{StoreError, audit, load_restriction};

const READING: &str = "reading the loads";

const SELECT: &str = "
    SELECT load_order.*, agreement.uuid, run.proddto,
        (SELECT count(*) FROM load_part WHERE load_order = load_order.id) AS parts,
        (SELECT CAST(coalesce(sum(persons), 0) AS BIGINT) FROM load_part
            WHERE load_order = load_order.id) AS whole_persons,
        (SELECT CAST(coalesce(sum(records), 0) AS BIGINT) FROM load_part
            WHERE load_order = load_order.id) AS whole_records
    FROM load_order
    JOIN agreement ON agreement.id = load_order.agreement
    LEFT JOIN run ON run.id = load_order.run";

/// Orders for loads.
impl Store {
    /// Orders a load.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when one is under way for the agreement.
    pub fn order_load(
        &self,
        new: &NewLoad,
        author: &Author,
        at: Timestamp,
    ) -> Result<LoadId, StoreError> {
        let insert = "INSERT INTO load_order (agreement, kinds, reason, part_size, without_events,
                state, actor, on_behalf_of, correlation, ordered_at, is_restricted, id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let under_way = "a load is under way for this agreement: wait for it, or cancel it";
        self.write("ordering a load", |tx| {
            let Author { actor, on_behalf_of, correlation } = author;
            let id = LoadId(counters::next(tx, Counter::LoadOrder)?);
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
                new.restrict_to.is_some(),
                id,
            ];
            tx.execute(insert, &row)
                .map_err(|error| error.if_taken(StoreError::Conflict(under_way.to_owned())))?;
            if let Some(restrict_to) = &new.restrict_to {
                load_restriction::put(tx, id, restrict_to)?;
            }
            audit::done(tx, author, at, "order load", format!("load {id}"))?;
            Ok(id)
        })
    }

    /// Cancels a load.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is done or cancelled, [`StoreError::NotFound`] when there
    /// is none.
    pub fn cancel_load(
        &self,
        id: LoadId,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write("calling a load off", |tx| {
            if cancel(tx, id, "", (author, at))? {
                return Ok(());
            }
            let load = by_id(tx, id)?.ok_or_else(|| StoreError::NotFound(format!("load {id}")))?;
            Err(StoreError::Conflict(format!("load {id} is {} already", load.state.as_str())))
        })
    }

    /// A load by its number.
    pub fn load(&self, id: LoadId) -> Result<Option<Load>, StoreError> {
        self.read(READING, |tx| by_id(tx, id))
    }

    /// The loads of an agreement, or all, oldest first.
    pub fn loads(&self, of: Option<AgreementId>) -> Result<Vec<Load>, StoreError> {
        let all = format!("{SELECT} ORDER BY load_order.id");
        let of_one = format!("{SELECT} WHERE load_order.agreement = ?1 ORDER BY load_order.id");
        self.read(READING, |tx| match of {
            Some(agreement) => tx.query(&of_one, &values![agreement], read),
            None => tx.query(&all, &[], read),
        })
    }

    /// The loads that are not finished, by number.
    pub fn loads_under_way(&self) -> Result<Vec<Load>, StoreError> {
        let select = format!(
            "{SELECT} WHERE load_order.state IN ('ordered', 'running') ORDER BY load_order.id"
        );
        self.read(READING, |tx| tx.query(&select, &[], read))
    }

    /// Loads that are neither done nor cancelled, oldest first.
    pub fn open_loads(&self) -> Result<Vec<LoadId>, StoreError> {
        let select = "SELECT id FROM load_order WHERE state IN ('ordered', 'running') ORDER BY id";
        self.read(READING, |tx| tx.query(select, &[], |row| row.get("id")))
    }
}

/// Cancels a load; `false` when it is done or cancelled already. `why` ends the subject of the audit entry.
pub(crate) fn cancel(
    tx: &Tx<'_>,
    id: LoadId,
    why: &str,
    (author, at): (&Author, Timestamp),
) -> Result<bool, StoreError> {
    let update = "UPDATE load_order SET state = 'cancelled', finished_at = ?2
        WHERE id = ?1 AND state IN ('ordered', 'running')";
    if tx.execute(update, &values![id, at])? == 0 {
        return Ok(false);
    }
    load_restriction::delete(tx, id)?;
    audit::done(tx, author, at, "cancel load", format!("load {id}{why}")).map(|()| true)
}

/// Cancels the loads of an agreement that is suspended.
pub(crate) fn cancel_open(
    tx: &Tx<'_>,
    agreement: AgreementId,
    author: &Author,
    at: Timestamp,
) -> Result<(), StoreError> {
    let select = "SELECT id FROM load_order
        WHERE agreement = ?1 AND state IN ('ordered', 'running') ORDER BY id";
    let open: Vec<LoadId> = tx.query(select, &values![agreement], |row| row.get("id"))?;
    let why = ": its agreement is suspended";
    open.into_iter().try_for_each(|id| cancel(tx, id, why, (author, at)).map(|_| ()))
}

/// A load by its number.
pub(crate) fn by_id(tx: &Tx<'_>, id: LoadId) -> Result<Option<Load>, StoreError> {
    tx.query_opt(&format!("{SELECT} WHERE load_order.id = ?1"), &values![id], read)
}

fn read(row: &Row<'_>) -> Result<Load, StoreError> {
    let sum = |one, other| -> Result<u64, StoreError> {
        Ok(row.get::<u64>(one)? + row.get::<u64>(other)?)
    };
    Ok(Load {
        id: row.get("id")?,
        agreement: row.get("uuid")?,
        kinds: row.get("kinds")?,
        reason: row.get("reason")?,
        state: row.get("state")?,
        who: row.get("actor")?,
        ordered_at: row.get("ordered_at")?,
        proddto: row.get("proddto")?,
        persons: sum("persons", "whole_persons")?.max(row.get("found")?),
        scanned_permille: row.get("scanned_permille")?,
        records: sum("records", "whole_records")?,
        parts: row.get("parts")?,
        finished_at: row.get("finished_at")?,
    })
}
