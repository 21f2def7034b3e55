use filters::FilterKind;
use pipeline::PipelineError;
use soap_proto::Outcome;
use store::FilterEdit;

use super::Call;

/// `RemoveAll`: all filters of a kind in one transaction. Answers `REMOVED` also when there were none
/// (`soap.md`).
pub(super) fn remove_all(call: &Call<'_>, kind: FilterKind) -> Result<Outcome, PipelineError> {
    let edit = FilterEdit::RemoveKind(kind);
    call.pipeline.edit_filters(call.agreement.id, &edit, call.author)?;
    Ok(Outcome::Removed)
}
