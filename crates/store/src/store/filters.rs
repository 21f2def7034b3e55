use civil::Pnr;
use filters::{Difference, FilterSet};
use jiff::Timestamp;

use super::Store;
use crate::StoreError;
use crate::model::{AgreementId, Author, FilterEdit, FilterVersion, Revision, Successor};

/// The filters.
impl Store {
    /// Changes a subscription's filters in one transaction, and tells what changed. With a number that is replaced the
    /// valid one is put in too.
    ///
    /// # Errors
    /// [`StoreError::ImplausiblePnr`] of a number that begins with no day and month and is not in the replica; and when
    /// the database cannot be written. Then nothing has changed.
    pub fn edit_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        successor: Successor<'_>,
        author: &Author,
        at: Timestamp,
    ) -> Result<Difference, StoreError> {
        self.engine.edit_filters(agreement, edit, successor, author, at)
    }

    /// A set with the valid number beside each that is replaced: what [`FilterEdit::Set`] makes of it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn with_valid_numbers(
        &self,
        set: &FilterSet,
        successor: Successor<'_>,
    ) -> Result<FilterSet, StoreError> {
        self.engine.with_valid_numbers(set, successor)
    }

    /// The valid number of a person whose number was replaced: the end of the chain, where that was replaced in turn.
    /// `None` of a number that was not replaced, and where the chain goes round.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn valid_number(
        &self,
        pnr: Pnr,
        successor: Successor<'_>,
    ) -> Result<Option<Pnr>, StoreError> {
        self.engine.valid_number(pnr, successor)
    }

    /// A subscription's filters in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn filters(&self, agreement: AgreementId) -> Result<FilterSet, StoreError> {
        self.engine.filters(agreement)
    }

    /// Every change of a subscription's filters, the newest last.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn filter_history(&self, agreement: AgreementId) -> Result<Vec<Revision>, StoreError> {
        self.engine.filter_history(agreement)
    }

    /// A subscription's filters as a change of them left them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the change is not one of this subscription's.
    pub fn filters_at(
        &self,
        agreement: AgreementId,
        version: FilterVersion,
    ) -> Result<FilterSet, StoreError> {
        self.engine.filters_at(agreement, version)
    }

    /// The last version of a subscription's filters that was made before a moment; `None` when there were
    /// none yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn filter_version_before(
        &self,
        agreement: AgreementId,
        end: Timestamp,
    ) -> Result<Option<FilterVersion>, StoreError> {
        self.engine.filter_version_before(agreement, end)
    }
}
