use filters::{Difference, FilterSet};
use matching::successor;
use store::{AgreementId, Author, FilterEdit};

use crate::error::PipelineError;
use crate::pipeline::Pipeline;

impl Pipeline {
    /// Changes a subscription's filters in one transaction, and returns the changes. For a filter on a replaced number
    /// the valid one is added at once (`filters.md`).
    ///
    /// # Errors
    /// [`store::StoreError::ImplausiblePnr`] for a number that is not in the replica and cannot exist. On an error
    /// nothing has changed.
    pub fn edit_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        author: &Author,
    ) -> Result<Difference, PipelineError> {
        Ok(self.store.edit_filters(agreement, edit, &successor, author, self.clock().now())?)
    }

    /// The filters that a subscription would have if they were set to these: with the valid number for each replaced
    /// one.
    pub fn with_valid_numbers(&self, set: &FilterSet) -> Result<FilterSet, PipelineError> {
        Ok(self.store.with_valid_numbers(set, &successor)?)
    }
}
