use civil::AgreementUuid;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{audit, closing};
use crate::StoreError;
use crate::db::table::AGREEMENT;
use crate::db::{Engine, Row, Tx, values};
use crate::model::{Agreement, AgreementId, Author, NewAgreement, SystemId};

const DOING: &str = "reading the agreements";

/// Selects what [`read`] reads.
const SELECT: &str = "
    SELECT agreement.*, checked.row_count AS checked_rows, checked.sum AS checked_sum,
        checked.own AS checked_own, system.uuid AS system_uuid
    FROM agreement JOIN system ON system.id = agreement.system
    LEFT JOIN checksum AS checked ON checked.tbl = 4 AND checked.grp = agreement.id";

impl Engine {
    pub(crate) fn add_agreement(
        &self,
        new: &NewAgreement,
        author: &Author,
        at: Timestamp,
    ) -> Result<AgreementId, StoreError> {
        let operation = "adding an agreement";
        let insert = "INSERT INTO agreement
            (uuid, system, authority, combination, opgavenr, valid_from, valid_until)
            SELECT ?1, id, ?3, ?4, ?5, ?6, ?7 FROM system WHERE uuid = ?2 AND removed_at IS NULL
            RETURNING id";
        self.write(operation, |tx| {
            let row = values![
                new.uuid.to_string(),
                new.system.to_string(),
                new.authority.to_string(),
                new.combination.as_str(),
                new.opgavenr.map(|nr| nr.to_string()),
                new.valid_from.map_or(String::new(), |day| day.to_string()),
                new.valid_until
            ];
            let inserted = tx.query_opt(insert, &row, |row| row.get("id")).map_err(|error| {
                let what = format!("agreement {}", new.uuid);
                if error.is_taken() { StoreError::AlreadyExists(what) } else { error }
            })?;
            let no_system = || StoreError::NotFound(format!("system {}", new.system));
            let id = inserted.ok_or_else(no_system)?;
            audit::done(tx, author, at, "add agreement", format!("agreement {}", new.uuid))?;
            Ok(id)
        })
    }

    pub(crate) fn set_first_data(
        &self,
        agreement: AgreementId,
        is_on: bool,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "changing an agreement";
        // What was added before is no news.
        let update = "UPDATE agreement SET first_data = CASE WHEN ?2 THEN
                coalesce(first_data, (SELECT coalesce(max(id), 0) FROM filter_change)) END
            WHERE id = ?1 RETURNING uuid";
        self.write(operation, |tx| {
            closing::check_open(tx, agreement)?;
            let uuid: Option<String> =
                tx.query_opt(update, &values![agreement, is_on], |row| row.get("uuid"))?;
            let uuid = uuid.ok_or_else(|| StoreError::NotFound("such agreement".into()))?;
            let action = if is_on { "first data on" } else { "first data off" };
            audit::done(tx, author, at, action, format!("agreement {uuid}"))
        })
    }

    pub(crate) fn end_agreement(
        &self,
        agreement: AgreementId,
        last_day: Date,
        author: &Author,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let operation = "ending an agreement";
        let update = "UPDATE agreement SET valid_until = ?2 WHERE id = ?1 RETURNING uuid";
        self.write(operation, |tx| {
            closing::check_open(tx, agreement)?;
            let key = values![agreement, last_day];
            let uuid: Option<String> = tx.query_opt(update, &key, |row| row.get("uuid"))?;
            let uuid = uuid.ok_or_else(|| StoreError::NotFound("such agreement".into()))?;
            let subject = format!("agreement {uuid}: last day {last_day}");
            audit::done(tx, author, at, "end agreement", subject)
        })
    }

    pub(crate) fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        self.read(DOING, |tx| tx.query(&format!("{SELECT} ORDER BY agreement.id"), &[], read))
    }

    pub(crate) fn agreements_of(
        &self,
        system: SystemId,
    ) -> Result<Vec<(AgreementId, Option<Agreement>)>, StoreError> {
        let select = format!("{SELECT} WHERE agreement.system = ?1");
        let read = |row: &Row<'_>| Ok((row.get("id")?, self.unless_damaged(read(row))?));
        self.read(DOING, |tx| tx.query(&select, &values![system], read))
    }

    pub(crate) fn agreement(&self, uuid: AgreementUuid) -> Result<Option<Agreement>, StoreError> {
        let select = format!("{SELECT} WHERE agreement.uuid = ?1");
        self.read(DOING, |tx| tx.query_opt(&select, &values![uuid.to_string()], read))
    }
}

pub(super) fn all(tx: &Tx<'_>) -> Result<Vec<Agreement>, StoreError> {
    tx.query(&format!("{SELECT} ORDER BY agreement.id"), &[], read)
}

/// Those of a system that are in force on a day. One whose row is damaged is told of, and is not.
pub(super) fn in_force(
    engine: &Engine,
    tx: &Tx<'_>,
    system: SystemId,
    day: Date,
) -> Result<Vec<AgreementId>, StoreError> {
    let select = format!("{SELECT} WHERE agreement.system = ?1");
    let read = |row: &Row<'_>| engine.unless_damaged(read(row));
    let agreements = tx.query(&select, &values![system], read)?.into_iter().flatten();
    Ok(agreements
        .filter(|agreement| agreement.is_in_force(day))
        .map(|agreement| agreement.id)
        .collect())
}

pub(super) fn by_id(tx: &Tx<'_>, id: AgreementId) -> Result<Option<Agreement>, StoreError> {
    tx.query_opt(&format!("{SELECT} WHERE agreement.id = ?1"), &values![id], read)
}

/// Nothing stands for an agreement that was always in force: less than any day, in SQL too.
fn first_day(row: &Row<'_>) -> Result<Option<Date>, StoreError> {
    let text: String = row.get("valid_from")?;
    let day = (!text.is_empty()).then(|| text.parse());
    day.transpose().map_err(|_| StoreError::Corrupt("valid_from"))
}

fn read(row: &Row<'_>) -> Result<Agreement, StoreError> {
    AGREEMENT.check_row(row)?;
    Ok(Agreement {
        id: row.get("id")?,
        uuid: row.get("uuid")?,
        system: row.get("system")?,
        system_uuid: row.get("system_uuid")?,
        authority: row.get("authority")?,
        combination: row.get("combination")?,
        opgavenr: row.get("opgavenr")?,
        valid_from: first_day(row)?,
        valid_until: row.get("valid_until")?,
        closed_at: row.get("closed_at")?,
        first_data: row.get::<Option<i64>>("first_data")?.is_some(),
    })
}
