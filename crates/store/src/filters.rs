//! The filters in force.

use std::collections::BTreeSet;

use filters::{Difference, Filter, FilterSet};
use jiff::Timestamp;

use crate::db::{Tx, WriteSize, checksums, table};
use crate::model::{AgreementId, Author, FilterEdit, Successor};
use crate::store::Store;
use crate::{
    StoreError, agreement_rows, filter_rows, filter_versions, follows, needs, valid_numbers,
};

const READING: &str = "reading filters";
/// The most filters of a small edit.
const FEW: usize = 100;

/// The filters.
impl Store {
    /// Changes a subscription's filters in one transaction. Returns what changed. If a number was
    /// replaced, the valid one is added beside it.
    ///
    /// # Errors
    /// [`StoreError::ImplausiblePnr`] for a number that begins with no day and month and is not in
    /// the replica, [`StoreError::Conflict`] when the agreement is closed. Nothing has changed
    /// then.
    pub fn edit_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        successor: Successor<'_>,
        author: &Author,
        at: Timestamp,
    ) -> Result<Difference, StoreError> {
        // A client that sets up its filters mostly adds ones that are there: no write transaction
        // is needed then.
        if self.is_idle(agreement, edit)? {
            return Ok(Difference::default());
        }
        self.write_sized(write_size(edit), "changing filters", |tx| {
            self::edit(tx, agreement, edit, successor, (author, at))
        })
    }

    /// A subscription's filters in force.
    pub fn filters(&self, agreement: AgreementId) -> Result<FilterSet, StoreError> {
        self.read(READING, |tx| {
            checksums::check(tx, &table::FILTER, agreement.0)?;
            filter_rows::current(tx, agreement)
        })
    }

    /// Whether an edit of one filter would change nothing.
    fn is_idle(&self, agreement: AgreementId, edit: &FilterEdit) -> Result<bool, StoreError> {
        let (filter, wanted) = match edit {
            FilterEdit::Add(filters) if filters.len() == 1 => (filters[0], true),
            FilterEdit::Remove(filters) if filters.len() == 1 => (filters[0], false),
            _ => return Ok(false),
        };
        self.read(READING, |tx| {
            let is_there = filter_rows::is_there(tx, agreement, filter)?;
            // A number that the platform added belongs to the system once it asks for it.
            Ok(is_there == wanted && !(wanted && follows::has_followed(tx, agreement, filter)?))
        })
    }
}

/// Changes a subscription's filters, as [`Store::edit_filters`].
pub(crate) fn edit(
    tx: &Tx<'_>,
    agreement: AgreementId,
    edit: &FilterEdit,
    successor: Successor<'_>,
    (author, at): (&Author, Timestamp),
) -> Result<Difference, StoreError> {
    let version = filter_versions::begin_edit(tx, agreement)?;
    agreement_rows::check_open(tx, agreement)?;
    let wanted = wanted(tx, agreement, edit, successor)?;
    if let Some(requested) = edit.requested() {
        follows::note_requested(tx, agreement, &requested)?;
    }
    let edited = carry_out(tx, (agreement, version), wanted, successor)?;
    if edited.is_empty() {
        filter_versions::give_back(tx, agreement)?;
    } else {
        filter_versions::record(tx, (agreement, version), author, at)?;
    }
    if let FilterEdit::AddFor(filters, need) = edit {
        let filters: BTreeSet<Filter> = filters.iter().chain(&edited.added).copied().collect();
        needs::state(tx, agreement, &filters, need, (author, at))?;
    }
    Ok(edited)
}

/// How many rows an edit may change.
const fn write_size(edit: &FilterEdit) -> WriteSize {
    match edit {
        FilterEdit::Add(filters) | FilterEdit::AddFor(filters, _) | FilterEdit::Remove(filters)
            if filters.len() <= FEW =>
        {
            WriteSize::Small
        }
        _ => WriteSize::Large,
    }
}

/// The filters that an edit adds and removes, without those that are there or gone already.
fn wanted(
    tx: &Tx<'_>,
    agreement: AgreementId,
    edit: &FilterEdit,
    successor: Successor<'_>,
) -> Result<Difference, StoreError> {
    Ok(match edit {
        FilterEdit::Add(filters) | FilterEdit::AddFor(filters, _) => {
            Difference { added: filters.clone(), ..Default::default() }
        }
        FilterEdit::Remove(filters) => {
            Difference { removed: filters.clone(), ..Default::default() }
        }
        FilterEdit::RemoveKind(kind) => {
            let removed = filter_rows::of_kind(tx, agreement, *kind)?;
            Difference { removed, ..Default::default() }
        }
        FilterEdit::Set(set) => {
            let set = valid_numbers::with_valid_numbers(tx, set, successor)?;
            filter_rows::current(tx, agreement)?.difference(&set)
        }
    })
}

/// Adds and removes filters. Returns what changed. A valid number comes after the one it stands
/// beside.
fn carry_out(
    tx: &Tx<'_>,
    (agreement, version): (AgreementId, i64),
    wanted: Difference,
    successor: Successor<'_>,
) -> Result<Difference, StoreError> {
    let mut edited = Difference::default();
    let mut valid = Vec::new();
    for filter in wanted.added {
        if filter_rows::add(tx, agreement, filter, version)? {
            edited.added.push(filter);
            valid.extend(valid_numbers::valid_filter(tx, filter, successor)?);
        }
    }
    for filter in valid {
        if filter_rows::add(tx, agreement, filter, version)? {
            edited.added.push(filter);
        }
    }
    for filter in wanted.removed {
        if filter_rows::remove(tx, agreement, filter, version)? {
            edited.removed.push(filter);
        }
    }
    Ok(edited)
}
