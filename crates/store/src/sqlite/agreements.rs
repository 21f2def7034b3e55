use civil::AgreementUuid;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Row, Transaction, params};

use super::checksums::AGREEMENT;
use super::columns::{self, execute, get, parsed, parsed_option, rows};
use super::{Sqlite, audit, closing};
use crate::StoreError;
use crate::author::Author;
use crate::party::{Agreement, AgreementId, NewAgreement, SystemId};

const DOING: &str = "reading the agreements";

/// Selects what [`read`] reads.
const SELECT: &str = "
    SELECT agreement.*, checked.row_count AS checked_rows, checked.sum AS checked_sum,
        checked.own AS checked_own, system.uuid AS system_uuid
    FROM agreement JOIN system ON system.id = agreement.system
    LEFT JOIN checksum AS checked ON checked.tbl = 4 AND checked.grp = agreement.id";

impl Sqlite {
    pub(crate) fn add_agreement(
        &self,
        new: &NewAgreement,
        author: &Author,
        at: Timestamp,
    ) -> Result<AgreementId, StoreError> {
        let operation = "adding an agreement";
        let insert = "INSERT INTO agreement
            (uuid, system, authority, combination, opgavenr, valid_from, valid_until)
            SELECT ?1, id, ?3, ?4, ?5, ?6, ?7 FROM system WHERE uuid = ?2 AND removed_at IS NULL";
        self.write(operation, |tx| {
            let row = params![
                new.uuid.to_string(),
                new.system.to_string(),
                new.authority.to_string(),
                new.combination.as_str(),
                new.opgavenr.map(|nr| nr.to_string()),
                new.valid_from.map_or(String::new(), columns::date),
                new.valid_until.map(columns::date),
            ];
            let inserted = execute(tx, operation, insert, row).map_err(|error| {
                let what = format!("agreement {}", new.uuid);
                if columns::is_taken(&error) { StoreError::AlreadyExists(what) } else { error }
            })?;
            if inserted == 0 {
                return Err(StoreError::NotFound(format!("system {}", new.system)));
            }
            let id = AgreementId(tx.last_insert_rowid());
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
                columns::row(tx, operation, update, params![agreement.0, is_on], |row| {
                    get(row, "uuid")
                })?;
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
            let key = params![agreement.0, columns::date(last_day)];
            let uuid: Option<String> =
                columns::row(tx, operation, update, key, |row| get(row, "uuid"))?;
            let uuid = uuid.ok_or_else(|| StoreError::NotFound("such agreement".into()))?;
            let subject = format!("agreement {uuid}: last day {last_day}");
            audit::done(tx, author, at, "end agreement", subject)
        })
    }

    pub(crate) fn agreements(&self) -> Result<Vec<Agreement>, StoreError> {
        self.read(DOING, |tx| rows(tx, DOING, &format!("{SELECT} ORDER BY agreement.id"), [], read))
    }

    pub(crate) fn agreements_of(
        &self,
        system: SystemId,
    ) -> Result<Vec<(AgreementId, Option<Agreement>)>, StoreError> {
        let select = format!("{SELECT} WHERE agreement.system = ?1");
        let read =
            |row: &Row<'_>| Ok((AgreementId(get(row, "id")?), self.unless_damaged(read(row))?));
        self.read(DOING, |tx| rows(tx, DOING, &select, [system.0], read))
    }

    pub(crate) fn agreement(&self, uuid: AgreementUuid) -> Result<Option<Agreement>, StoreError> {
        self.read(DOING, |tx| by_uuid(tx, uuid))
    }
}

pub(super) fn by_uuid(
    tx: &Transaction<'_>,
    uuid: AgreementUuid,
) -> Result<Option<Agreement>, StoreError> {
    let select = format!("{SELECT} WHERE agreement.uuid = ?1");
    columns::row(tx, DOING, &select, [uuid.to_string()], read)
}

pub(super) fn all(tx: &Transaction<'_>) -> Result<Vec<Agreement>, StoreError> {
    rows(tx, DOING, &format!("{SELECT} ORDER BY agreement.id"), [], read)
}

/// Those of a system that are in force on a day. One whose row is damaged is told of, and is not.
pub(super) fn in_force(
    sqlite: &Sqlite,
    tx: &Transaction<'_>,
    system: SystemId,
    day: Date,
) -> Result<Vec<AgreementId>, StoreError> {
    let select = format!("{SELECT} WHERE agreement.system = ?1");
    let read = |row: &Row<'_>| sqlite.unless_damaged(read(row));
    let agreements = rows(tx, DOING, &select, [system.0], read)?.into_iter().flatten();
    Ok(agreements
        .filter(|agreement| agreement.is_in_force(day))
        .map(|agreement| agreement.id)
        .collect())
}

pub(super) fn by_id(
    tx: &Transaction<'_>,
    id: AgreementId,
) -> Result<Option<Agreement>, StoreError> {
    columns::row(tx, DOING, &format!("{SELECT} WHERE agreement.id = ?1"), [id.0], read)
}

/// Nothing stands for an agreement that was always in force: less than any day, in SQL too.
fn first_day(row: &Row<'_>) -> Result<Option<Date>, StoreError> {
    let text: String = get(row, "valid_from")?;
    let day = (!text.is_empty()).then(|| text.parse());
    day.transpose().map_err(|_| StoreError::Corrupt("valid_from"))
}

fn read(row: &Row<'_>) -> Result<Agreement, StoreError> {
    AGREEMENT.check_row(row)?;
    Ok(Agreement {
        id: AgreementId(get(row, "id")?),
        uuid: parsed(row, "uuid")?,
        system: SystemId(get(row, "system")?),
        system_uuid: parsed(row, "system_uuid")?,
        authority: parsed(row, "authority")?,
        combination: parsed(row, "combination")?,
        opgavenr: parsed_option(row, "opgavenr")?,
        valid_from: first_day(row)?,
        valid_until: parsed_option(row, "valid_until")?,
        closed_at: columns::time_option(row, "closed_at")?,
        first_data: get::<Option<i64>>(row, "first_data")?.is_some(),
    })
}
