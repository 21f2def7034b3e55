//! The filters that a subscription would have after edits.

use filters::{Filter, FilterSet};

use crate::db::{Tx, checksums, table};
use crate::model::{AgreementId, FilterEdit, Successor};
use crate::store::Store;
use crate::{StoreError, filter_rows, valid_numbers};

/// What edits would do.
impl Store {
    /// A subscription's filters in force, and those that it would have after some edits, as
    /// [`Store::edit_filters`] would make them. Nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::ImplausiblePnr`] as there.
    pub fn edited_filters(
        &self,
        agreement: AgreementId,
        edits: &[FilterEdit],
        successor: Successor<'_>,
    ) -> Result<(FilterSet, FilterSet), StoreError> {
        self.read("reading what an edit would do", |tx| {
            checksums::check(tx, &table::FILTER, agreement.0)?;
            let before = filter_rows::current(tx, agreement)?;
            let mut after = before.clone();
            edits.iter().try_for_each(|edit| carry_out(tx, &mut after, edit, successor))?;
            Ok((before, after))
        })
    }
}

fn carry_out(
    tx: &Tx<'_>,
    set: &mut FilterSet,
    edit: &FilterEdit,
    successor: Successor<'_>,
) -> Result<(), StoreError> {
    match edit {
        FilterEdit::Add(filters) | FilterEdit::AddFor(filters, _) => {
            add(tx, set, filters, successor)?;
        }
        FilterEdit::Remove(filters) => remove(set, filters),
        FilterEdit::RemoveKind(kind) => {
            let of_kind: Vec<Filter> = set.iter().filter(|filter| filter.kind() == *kind).collect();
            remove(set, &of_kind);
        }
        FilterEdit::Set(wanted) => {
            let wanted = valid_numbers::with_valid_numbers(tx, wanted, successor)?;
            let difference = set.difference(&wanted);
            add(tx, set, &difference.added, successor)?;
            remove(set, &difference.removed);
        }
    }
    Ok(())
}

fn add(
    tx: &Tx<'_>,
    set: &mut FilterSet,
    filters: &[Filter],
    successor: Successor<'_>,
) -> Result<(), StoreError> {
    for filter in filters {
        if set.insert(*filter)
            && let Some(valid) = valid_numbers::valid_filter(tx, *filter, successor)?
        {
            set.insert(valid);
        }
    }
    Ok(())
}

fn remove(set: &mut FilterSet, filters: &[Filter]) {
    for filter in filters {
        set.remove(filter);
    }
}
