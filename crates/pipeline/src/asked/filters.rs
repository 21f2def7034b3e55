use filters::{Difference, FilterSet};
use matching::successor;
use store::{AgreementId, Author, FilterEdit};

use crate::error::PipelineError;
use crate::pipeline::Pipeline;

impl Pipeline {
    /// Changes a subscription's filters in one transaction, and tells what changed. A filter on a number that is replaced
    /// gets the valid one at once (`filters.md`).
    ///
    /// # Errors
    /// [`store::StoreError::ImplausiblePnr`] of a number that is not in the replica and can be nobody's; and when the store
    /// does not do its part. Nothing has changed then.
    pub fn edit_filters(
        &self,
        agreement: AgreementId,
        edit: &FilterEdit,
        author: &Author,
    ) -> Result<Difference, PipelineError> {
        Ok(self.store.edit_filters(agreement, edit, &successor, author, self.clock().now())?)
    }

    /// The filters that a subscription would have if they were set to these.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn with_valid_numbers(&self, set: &FilterSet) -> Result<FilterSet, PipelineError> {
        Ok(self.store.with_valid_numbers(set, &successor)?)
    }
}
