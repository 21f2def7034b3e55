//! The rows of needs.

use filters::Filter;
use jiff::Timestamp;

use crate::StoreError;
use crate::db::{Tx, values};
use crate::filter_rows;
use crate::model::{AgreementId, Author, Need, NeedReason};

/// States the need for a filter in force; `false` when it is not in force. What was stated before is replaced.
pub(crate) fn put(
    tx: &Tx<'_>,
    (agreement, filter): (AgreementId, Filter),
    need: &Need,
    (author, at): (&Author, Timestamp),
) -> Result<bool, StoreError> {
    let put =
        "INSERT INTO filter_need (agreement, kind, value, added, last_day, reason, is_over, at,
            actor, on_behalf_of, correlation)
        SELECT agreement, kind, value, added, ?4, ?5, 0, ?6, ?7, ?8, ?9
        FROM filter WHERE agreement = ?1 AND kind = ?2 AND value = ?3
        ON CONFLICT (agreement, kind, value, added) DO UPDATE
        SET last_day = excluded.last_day, reason = excluded.reason, is_over = 0, at = excluded.at,
            actor = excluded.actor, on_behalf_of = excluded.on_behalf_of,
            correlation = excluded.correlation";
    let [agreement, kind, value] = filter_rows::key(agreement, filter);
    let Author { actor, on_behalf_of, correlation } = author;
    let row = values![
        agreement,
        kind,
        value,
        need.last_day,
        need.reason.as_ref().map(NeedReason::as_str),
        at,
        actor.to_string(),
        on_behalf_of.as_deref(),
        correlation.to_string(),
    ];
    Ok(tx.execute(put, &row)? == 1)
}

/// Copies the need for a filter that was added in one version to another filter, or to the same in another version, if
/// it has one. It counts from now on.
pub(crate) fn copy(
    tx: &Tx<'_>,
    agreement: AgreementId,
    (from, since): (Filter, i64),
    (to, added): (Filter, i64),
) -> Result<(), StoreError> {
    let copy =
        "INSERT INTO filter_need (agreement, kind, value, added, last_day, reason, is_over, at,
            actor, on_behalf_of, correlation)
        SELECT agreement, ?5, ?6, ?7, last_day, reason, 0, at, actor, on_behalf_of, correlation
        FROM filter_need WHERE agreement = ?1 AND kind = ?2 AND value = ?3 AND added = ?4";
    let [of, kind, value] = filter_rows::key(agreement, from);
    let [_, to_kind, to_value] = filter_rows::key(agreement, to);
    tx.execute(copy, &values![of, kind, value, since, to_kind, to_value, added]).map(|_| ())
}
