use filters::{Filter, FilterKind};
use pipeline::PipelineError;
use soap_proto::SubscriptionResult;
use store::FilterEdit;

use super::OperationContext;

/// `Remove…Subscription`.
pub(super) fn remove(
    call: &OperationContext<'_>,
    filter: Filter,
) -> Result<SubscriptionResult, PipelineError> {
    let edit = FilterEdit::Remove(vec![filter]);
    let edited = call.pipeline.edit_filters(call.agreement.id, &edit, call.author)?;
    if !edited.is_empty() {
        return Ok(SubscriptionResult::Removed);
    }
    Ok(match filter.kind() {
        FilterKind::Pnr => SubscriptionResult::NonExistingPnr,
        FilterKind::Age => SubscriptionResult::NonExistingAgeRange,
        FilterKind::Municipality => SubscriptionResult::NonExistingMunicipalityCode,
        FilterKind::Event => SubscriptionResult::NonExistingChangeCode,
        FilterKind::NoFilter => SubscriptionResult::NonExistingNoFilter,
    })
}
