//! An agreement's row.

use std::collections::BTreeSet;

use civil::{AgreementUuid, ServiceName};
use filters::Combination;
use jiff::civil::Date;

use crate::StoreError;
use crate::agreement_detail_rows;
use crate::db::table::AGREEMENT;
use crate::db::{Row, Tx, values};
use crate::model::{Actor, Agreement, AgreementId, Author, BrakeTerms, LookupTerms, SystemId};
use crate::store::Store;

/// Selects what [`read`] reads.
const SELECT: &str = "
    SELECT agreement.*, checked.row_count AS checked_rows, checked.sum AS checked_sum,
        checked.own AS checked_own, system.uuid AS system_uuid
    FROM agreement JOIN system ON system.id = agreement.system
    LEFT JOIN checksum AS checked ON checked.tbl = 4 AND checked.grp = agreement.id";

/// All agreements, in the order in which they were added.
pub(crate) fn all(tx: &Tx<'_>) -> Result<Vec<Agreement>, StoreError> {
    tx.query(&format!("{SELECT} ORDER BY agreement.id"), &[], read)
}

/// A system's agreements; `None` for one whose row is damaged, which is reported.
pub(crate) fn of_system(
    store: &Store,
    tx: &Tx<'_>,
    system: SystemId,
) -> Result<Vec<(AgreementId, Option<Agreement>)>, StoreError> {
    let select = format!("{SELECT} WHERE agreement.system = ?1 ORDER BY agreement.id");
    tx.query(&select, &values![system], |row| {
        Ok((row.get("id")?, store.unless_damaged(read(row))?))
    })
}

/// The agreements whose volume brake has something of its own, except those whose row is damaged, which is reported.
pub(crate) fn with_brake(store: &Store, tx: &Tx<'_>) -> Result<Vec<Agreement>, StoreError> {
    let select = format!(
        "{SELECT} WHERE agreement.brake_times IS NOT NULL OR agreement.brake_least IS NOT NULL"
    );
    let found = tx.query(&select, &[], |row| store.unless_damaged(read(row)))?;
    Ok(found.into_iter().flatten().collect())
}

pub(crate) fn by_uuid(tx: &Tx<'_>, uuid: AgreementUuid) -> Result<Option<Agreement>, StoreError> {
    let select = format!("{SELECT} WHERE agreement.uuid = ?1");
    tx.query_opt(&select, &values![uuid.to_string()], read)
}

pub(crate) fn by_id(tx: &Tx<'_>, id: AgreementId) -> Result<Option<Agreement>, StoreError> {
    tx.query_opt(&format!("{SELECT} WHERE agreement.id = ?1"), &values![id], read)
}

/// An agreement that is there.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not.
pub(crate) fn existing(tx: &Tx<'_>, id: AgreementId) -> Result<Agreement, StoreError> {
    by_id(tx, id)?.ok_or_else(|| StoreError::NotFound("such agreement".into()))
}

/// Notes who has changed what an agreement says.
pub(crate) fn note_change(
    tx: &Tx<'_>,
    agreement: AgreementId,
    author: &Author,
) -> Result<(), StoreError> {
    let update = "UPDATE agreement SET changed_by = ?2 WHERE id = ?1";
    tx.execute(update, &values![agreement, author.actor.to_string()]).map(|_| ())
}

/// Who has changed last what an agreement says; `None` when an older cprabo did, or there is none.
pub(crate) fn changed_by(tx: &Tx<'_>, agreement: AgreementId) -> Result<Option<Actor>, StoreError> {
    let select = format!("{SELECT} WHERE agreement.id = ?1");
    let found = tx.query_opt(&select, &values![agreement], |row| {
        AGREEMENT.check_row(row)?;
        row.get("changed_by")
    })?;
    Ok(found.flatten())
}

/// The UUID of an agreement that is there.
pub(crate) fn uuid(tx: &Tx<'_>, id: AgreementId) -> Result<AgreementUuid, StoreError> {
    Ok(existing(tx, id)?.uuid)
}

/// How an agreement's kinds of filter are combined.
pub(crate) fn combination(tx: &Tx<'_>, id: AgreementId) -> Result<Combination, StoreError> {
    Ok(existing(tx, id)?.combination)
}

/// Checks that an agreement is not closed. A closed one is never changed.
pub(crate) fn check_open(tx: &Tx<'_>, agreement: AgreementId) -> Result<(), StoreError> {
    let select = "SELECT 1 FROM agreement WHERE id = ?1 AND closed_at IS NOT NULL";
    if tx.exists(select, &values![agreement])? {
        return Err(StoreError::Conflict("the agreement is closed".into()));
    }
    Ok(())
}

/// The text of what is left out of an agreement's deliveries, if its row passes the check.
pub(crate) fn minimisation(tx: &Tx<'_>, id: AgreementId) -> Result<String, StoreError> {
    Ok(existing(tx, id)?.minimisation.to_string())
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
        ages_in: row.get::<Option<String>>("ages_in")?.is_some(),
        services: services(row)?,
        cvr: row.get("cvr")?,
        lookup_terms: LookupTerms {
            only_chosen: row.get("only_chosen")?,
            omits_protected: row.get("omits_protected")?,
        },
        state: row.get("state")?,
        details: agreement_detail_rows::read(row)?,
        minimisation: row.get("minimisation")?,
        brake: BrakeTerms { times: row.get("brake_times")?, least: row.get("brake_least")? },
    })
}

/// The stored form of the services that an agreement covers.
pub(crate) fn services_text(services: &BTreeSet<ServiceName>) -> String {
    services.iter().map(|service| format!("{service} ")).collect()
}

fn services(row: &Row<'_>) -> Result<BTreeSet<ServiceName>, StoreError> {
    let text: String = row.get("services")?;
    let services = text.split_ascii_whitespace().map(str::parse);
    services.collect::<Result<_, _>>().map_err(|_| StoreError::Corrupt("services"))
}

/// NULL means always in force: it sorts before every day, in SQL too.
fn first_day(row: &Row<'_>) -> Result<Option<Date>, StoreError> {
    let text: String = row.get("valid_from")?;
    let day = (!text.is_empty()).then(|| text.parse());
    day.transpose().map_err(|_| StoreError::Corrupt("valid_from"))
}
