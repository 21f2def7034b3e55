use filters::Filter;
use pipeline::PipelineError;
use soap_proto::Outcome;
use store::FilterEdit;

use super::Call;

/// `Add…Subscription`. A PNR is taken though the replica may not know it yet: a newborn, a coming
/// resident (`soap.md`).
pub(super) fn add(call: &Call<'_>, filter: Filter) -> Result<Outcome, PipelineError> {
    let edit = FilterEdit::Add(vec![filter]);
    let edited = call.pipeline.edit_filters(call.agreement.id, &edit, call.author)?;
    Ok(if edited.is_empty() { Outcome::AlreadyExisted } else { Outcome::Added })
}
