//! Adding and removing a filter's row.

use filters::{Filter, FilterKind, FilterKinds, FilterSet};

use crate::StoreError;
use crate::db::{Tx, Value, values};
use crate::encoding::filter_value;
use crate::model::AgreementId;

/// Adds a filter; `false` when it was there.
pub(crate) fn add(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
    version: i64,
) -> Result<bool, StoreError> {
    let insert = "INSERT INTO filter (agreement, kind, value, added) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO NOTHING";
    let [agreement, kind, value] = key(agreement, filter);
    Ok(tx.execute(insert, &[agreement, kind, value, version.into()])? == 1)
}

/// Removes a filter and keeps it among the past ones; `false` when it was not there.
pub(crate) fn remove(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
    version: i64,
) -> Result<bool, StoreError> {
    let keep = "INSERT INTO filter_past (agreement, kind, value, added, removed)
        SELECT agreement, kind, value, added, ?4 FROM filter
        WHERE agreement = ?1 AND kind = ?2 AND value = ?3";
    let delete = "DELETE FROM filter WHERE agreement = ?1 AND kind = ?2 AND value = ?3";
    let key = key(agreement, filter);
    let [agreement, kind, value] = key.clone();
    tx.execute(keep, &[agreement, kind, value, version.into()])?;
    Ok(tx.execute(delete, &key)? == 1)
}

/// Whether a filter is in force.
pub(crate) fn is_there(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
) -> Result<bool, StoreError> {
    Ok(added(tx, agreement, filter)?.is_some())
}

/// The version in which a filter in force was added.
pub(crate) fn added(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
) -> Result<Option<i64>, StoreError> {
    let select = "SELECT added FROM filter WHERE agreement = ?1 AND kind = ?2 AND value = ?3";
    tx.query_opt(select, &key(agreement, filter), |row| row.get("added"))
}

/// A subscription's filters in force, with or without the check.
pub(crate) fn current(tx: &Tx<'_>, agreement: AgreementId) -> Result<FilterSet, StoreError> {
    let select = "SELECT kind, value FROM filter WHERE agreement = ?1";
    let filters = tx.query(select, &values![agreement], |row| {
        filter_value::filter(row.get("kind")?, row.get("value")?)
    })?;
    Ok(filters.into_iter().collect())
}

/// The kinds of a subscription's filters in force.
pub(crate) fn kinds(tx: &Tx<'_>, agreement: AgreementId) -> Result<FilterKinds, StoreError> {
    let select = "SELECT DISTINCT kind FROM filter WHERE agreement = ?1";
    let kinds =
        tx.query(select, &values![agreement], |row| filter_value::kind_of(row.get("kind")?))?;
    Ok(kinds.into_iter().collect())
}

/// Removes all of a subscription's filters. Returns how many there were.
pub(crate) fn remove_all(
    tx: &Tx<'_>,
    agreement: AgreementId,
    version: i64,
) -> Result<u64, StoreError> {
    let keep = "INSERT INTO filter_past (agreement, kind, value, added, removed)
        SELECT agreement, kind, value, added, ?2 FROM filter WHERE agreement = ?1";
    tx.execute(keep, &values![agreement, version])?;
    let delete = "DELETE FROM filter WHERE agreement = ?1";
    tx.execute(delete, &values![agreement])
}

/// A subscription's filters of one kind.
pub(crate) fn of_kind(
    tx: &Tx<'_>,
    agreement: AgreementId,
    kind: FilterKind,
) -> Result<Vec<Filter>, StoreError> {
    let select = "SELECT kind, value FROM filter WHERE agreement = ?1 AND kind = ?2";
    tx.query(select, &values![agreement, filter_value::kind(kind)], |row| {
        filter_value::filter(row.get("kind")?, row.get("value")?)
    })
}

/// What a filter is found by.
pub(crate) fn key(agreement: AgreementId, filter: Filter) -> [Value<'static>; 3] {
    values![agreement, filter_value::kind(filter.kind()), filter_value::value(filter)]
}
