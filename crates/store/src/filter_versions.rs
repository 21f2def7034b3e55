//! The versions of a subscription's filters, which its own row counts.
//!
//! An edit counts up first and reads the filters after that. On an engine with several writers the
//! row then keeps other edits of the subscription away until this one is committed: versions are in
//! the order of commits, and a transaction that sees version n sees all of its filters.

use jiff::Timestamp;

use crate::StoreError;
use crate::db::table::FILTER_HEAD;
use crate::db::{Tx, checksums, values};
use crate::model::{AgreementId, Author, ChangeReason, FilterVersion, RunId};

/// Begins the next version of a subscription's filters for an edit, which is a transaction's first.
pub(crate) fn begin_edit(tx: &Tx<'_>, agreement: AgreementId) -> Result<i64, StoreError> {
    // A version from a damaged row could be one of before, which is in runs already.
    checksums::check(tx, &FILTER_HEAD, agreement.0)?;
    begin(tx, agreement)
}

/// Begins the next version of a subscription's filters.
pub(crate) fn begin(tx: &Tx<'_>, agreement: AgreementId) -> Result<i64, StoreError> {
    let update = "UPDATE filter_head SET version = version + 1 WHERE agreement = ?1
        RETURNING version";
    let version = tx.query_opt(update, &values![agreement], |row| row.get("version"))?;
    version.ok_or(StoreError::Corrupt("version of the filters"))
}

/// Begins a version in which something is changed for certain, and records who makes it.
pub(crate) fn create(
    tx: &Tx<'_>,
    agreement: AgreementId,
    author: &Author,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let version = begin(tx, agreement)?;
    record(tx, (agreement, version), author, at)?;
    Ok(version)
}

/// Gives back a version in which nothing was changed.
pub(crate) fn give_back(tx: &Tx<'_>, agreement: AgreementId) -> Result<(), StoreError> {
    let update = "UPDATE filter_head SET version = version - 1 WHERE agreement = ?1";
    tx.execute(update, &values![agreement]).map(|_| ())
}

/// Records who has made a version.
pub(crate) fn record(
    tx: &Tx<'_>,
    version: (AgreementId, i64),
    author: &Author,
    at: Timestamp,
) -> Result<(), StoreError> {
    record_why(tx, version, (author, at), None, None)
}

/// The same, with what it came of and the version that it undoes.
pub(crate) fn record_why(
    tx: &Tx<'_>,
    (agreement, version): (AgreementId, i64),
    (author, at): (&Author, Timestamp),
    reason: Option<ChangeReason>,
    undoes: Option<FilterVersion>,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO filter_change
        (agreement, version, at, actor, on_behalf_of, correlation, reason, undoes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let Author { actor, on_behalf_of, correlation } = author;
    let row = values![
        agreement,
        version,
        at,
        actor.to_string(),
        on_behalf_of.as_deref(),
        correlation.to_string(),
        reason.map(ChangeReason::as_str),
        undoes.map(FilterVersion::number),
    ];
    tx.execute(insert, &row).map(|_| ())
}

/// The version of a subscription's filters now.
pub(crate) fn current(tx: &Tx<'_>, agreement: AgreementId) -> Result<i64, StoreError> {
    let select = "SELECT version FROM filter_head WHERE agreement = ?1";
    let version = tx.query_opt(select, &values![agreement], |row| row.get("version"))?;
    version.ok_or(StoreError::Corrupt("version of the filters"))
}

/// Notes the versions of all subscriptions' filters for a run: it is matched with those, however
/// late that is.
pub(crate) fn freeze(tx: &Tx<'_>, run: RunId) -> Result<(), StoreError> {
    // With a version that damage has made smaller, persons would not be delivered.
    if let Some(group) = checksums::find_damaged(tx, &FILTER_HEAD)? {
        return Err(StoreError::DamagedRows { table: FILTER_HEAD.name, group });
    }
    let insert = "INSERT INTO run_filters (run, agreement, version)
        SELECT ?1, agreement, version FROM filter_head";
    tx.execute(insert, &values![run]).map(|_| ())
}

/// The version of a subscription's filters with which a run is matched. An agreement that was added
/// later had none.
pub(crate) fn of_run(tx: &Tx<'_>, run: RunId, agreement: AgreementId) -> Result<i64, StoreError> {
    let select = "SELECT version FROM run_filters WHERE run = ?1 AND agreement = ?2";
    let version = tx.query_opt(select, &values![run, agreement], |row| row.get("version"))?;
    Ok(version.unwrap_or_default())
}
