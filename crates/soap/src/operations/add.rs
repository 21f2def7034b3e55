use filters::Filter;
use pipeline::PipelineError;
use soap_proto::SubscriptionResult;
use store::FilterEdit;

use super::OperationContext;

/// `Add…Subscription`. A PNR is taken though the replica may not know it yet: a newborn, a coming
/// resident (`soap.md`).
pub(super) fn add(
    call: &OperationContext<'_>,
    filter: Filter,
) -> Result<SubscriptionResult, PipelineError> {
    let edit = FilterEdit::Add(vec![filter]);
    let edited = call.pipeline.edit_filters(call.agreement.id, &edit, call.author)?;
    Ok(if edited.is_empty() {
        SubscriptionResult::AlreadyExisted
    } else {
        SubscriptionResult::Added
    })
}
