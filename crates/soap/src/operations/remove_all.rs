use filters::FilterKind;
use pipeline::PipelineError;
use soap_proto::SubscriptionResult;
use store::FilterEdit;

use super::OperationContext;

/// `RemoveAll`: all filters of a kind in one transaction. Answers `REMOVED` also when there were none
/// (`soap.md`).
pub(super) fn remove_all(
    call: &OperationContext<'_>,
    kind: FilterKind,
) -> Result<SubscriptionResult, PipelineError> {
    let edit = FilterEdit::RemoveKind(kind);
    call.pipeline.edit_filters(call.agreement.id, &edit, call.author)?;
    Ok(SubscriptionResult::Removed)
}
