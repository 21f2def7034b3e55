use pipeline::PipelineError;
use soap_proto::LoadStanding;
use store::LoadId;

use super::Call;
use super::get_initial_load::standing;

/// `CancelInitialLoad`: nothing of it is delivered.
pub(super) fn cancel_initial_load(call: &Call<'_>, id: i64) -> Result<LoadStanding, PipelineError> {
    let id = LoadId::from_number(id);
    call.pipeline.cancel_load(call.agreement, id, call.author)?;
    standing(call, Some(id))
}
