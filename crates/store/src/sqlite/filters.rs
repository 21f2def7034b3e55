use filters::{Difference, Filter, FilterKind, FilterSet};
use jiff::Timestamp;

use super::{closing, filter_value, followed};
use crate::StoreError;
use crate::db::table;
use crate::db::{Engine, Tx, Value, checksums, values};
use crate::model::{AgreementId, Author, FilterEdit, Successor};

const DOING: &str = "changing filters";

impl Engine {
    pub(crate) fn edit_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        successor: Successor<'_>,
        author: &Author,
        at: Timestamp,
    ) -> Result<Difference, StoreError> {
        // Most calls of a client that sets up are for filters that are there: no need to write then.
        if self.is_idle(agreement, edit)? {
            return Ok(Difference::default());
        }
        self.write(DOING, |tx| {
            closing::check_open(tx, agreement)?;
            let change = begin_change(tx, agreement, author, at)?;
            let difference = match edit {
                FilterEdit::Add(filters) => {
                    Difference { added: filters.clone(), ..Default::default() }
                }
                FilterEdit::Remove(filters) => {
                    Difference { removed: filters.clone(), ..Default::default() }
                }
                FilterEdit::RemoveKind(kind) => {
                    let removed = of_kind(tx, agreement, *kind)?;
                    Difference { removed, ..Default::default() }
                }
                FilterEdit::Set(set) => {
                    let set = followed::with_valid_numbers(tx, set, successor)?;
                    current(tx, agreement)?.difference(&set)
                }
            };
            match edit {
                FilterEdit::Add(filters) => followed::ask_for(tx, agreement, filters)?,
                FilterEdit::Set(set) => {
                    let filters: Vec<Filter> = set.iter().collect();
                    followed::ask_for(tx, agreement, &filters)?;
                }
                FilterEdit::Remove(_) | FilterEdit::RemoveKind(_) => {}
            }
            let mut edited = Difference::default();
            let mut valid = Vec::new();
            for filter in difference.added {
                if add(tx, agreement, filter, change)? {
                    edited.added.push(filter);
                    valid.extend(followed::valid_filter(tx, filter, successor)?);
                }
            }
            for filter in &valid {
                if add(tx, agreement, *filter, change)? {
                    edited.added.push(*filter);
                }
            }
            for filter in difference.removed {
                if remove(tx, agreement, filter, change)? {
                    edited.removed.push(filter);
                }
            }
            if edited.is_empty() {
                // What changed nothing is no version.
                tx.execute("DELETE FROM filter_change WHERE id = ?1", &values![change])?;
            }
            Ok(edited)
        })
    }

    pub(crate) fn filters(&self, agreement: AgreementId) -> Result<FilterSet, StoreError> {
        self.read("reading filters", |tx| {
            checksums::check(tx, &table::FILTER, agreement.0)?;
            current(tx, agreement)
        })
    }

    /// Whether an edit of one filter finds it as it should become.
    fn is_idle(&self, agreement: AgreementId, edit: &FilterEdit) -> Result<bool, StoreError> {
        let (filter, wanted) = match edit {
            FilterEdit::Add(filters) if filters.len() == 1 => (filters[0], true),
            FilterEdit::Remove(filters) if filters.len() == 1 => (filters[0], false),
            _ => return Ok(false),
        };
        self.read("reading filters", |tx| {
            let select =
                "SELECT added FROM filter WHERE agreement = ?1 AND kind = ?2 AND value = ?3";
            let key = key(agreement, filter);
            let is_there = tx.exists(select, &key)?;
            // What the platform has put in is the system's own from now on.
            Ok(is_there == wanted && !(wanted && followed::has_followed(tx, agreement, filter)?))
        })
    }
}

pub(super) fn begin_change(
    tx: &Tx<'_>,
    agreement: AgreementId,
    author: &Author,
    at: Timestamp,
) -> Result<i64, StoreError> {
    let insert = "INSERT INTO filter_change (agreement, at, who, on_behalf_of, correlation)
                  VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id";
    let Author { actor, on_behalf_of, correlation } = author;
    let who = actor.to_string();
    let row = values![agreement, at, who, on_behalf_of.as_deref(), correlation.to_string()];
    tx.insert(insert, &row)
}

/// Puts a filter in; `false` when it was there.
pub(super) fn add(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
    change: i64,
) -> Result<bool, StoreError> {
    let insert = "INSERT INTO filter (agreement, kind, value, added) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO NOTHING";
    let [agreement, kind, value] = key(agreement, filter);
    Ok(tx.execute(insert, &[agreement, kind, value, change.into()])? == 1)
}

/// Takes a filter out and keeps it among the past ones; `false` when it was not there.
pub(super) fn remove(
    tx: &Tx<'_>,
    agreement: AgreementId,
    filter: Filter,
    change: i64,
) -> Result<bool, StoreError> {
    let keep = "INSERT INTO filter_past (agreement, kind, value, added, removed)
        SELECT agreement, kind, value, added, ?4 FROM filter
        WHERE agreement = ?1 AND kind = ?2 AND value = ?3";
    let delete = "DELETE FROM filter WHERE agreement = ?1 AND kind = ?2 AND value = ?3";
    let key = key(agreement, filter);
    let [agreement, kind, value] = key.clone();
    tx.execute(keep, &[agreement, kind, value, change.into()])?;
    Ok(tx.execute(delete, &key)? == 1)
}

pub(super) fn current(tx: &Tx<'_>, agreement: AgreementId) -> Result<FilterSet, StoreError> {
    let select = "SELECT kind, value FROM filter WHERE agreement = ?1";
    let filters = tx.query(select, &values![agreement], |row| {
        filter_value::filter(row.get("kind")?, row.get("value")?)
    })?;
    Ok(filters.into_iter().collect())
}

fn of_kind(
    tx: &Tx<'_>,
    agreement: AgreementId,
    kind: FilterKind,
) -> Result<Vec<Filter>, StoreError> {
    let select = "SELECT kind, value FROM filter WHERE agreement = ?1 AND kind = ?2";
    tx.query(select, &values![agreement, filter_value::kind(kind)], |row| {
        filter_value::filter(row.get("kind")?, row.get("value")?)
    })
}

fn key(agreement: AgreementId, filter: Filter) -> [Value<'static>; 3] {
    values![agreement, filter_value::kind(filter.kind()), filter_value::value(filter)]
}
