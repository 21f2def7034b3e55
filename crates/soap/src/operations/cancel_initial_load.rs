use pipeline::PipelineError;
use soap_proto::LoadStatus;
use store::LoadId;

use super::OperationContext;
use super::get_initial_load::load_status;

/// `CancelInitialLoad`: nothing of it is delivered.
pub(super) fn cancel_initial_load(
    call: &OperationContext<'_>,
    id: i64,
) -> Result<LoadStatus, PipelineError> {
    let id = LoadId::from_number(id);
    call.pipeline.cancel_load(call.agreement, id, call.author)?;
    load_status(call, Some(id))
}
