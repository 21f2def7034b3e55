use filters::{Filter, FilterKind};
use pipeline::PipelineError;
use soap_proto::Outcome;
use store::FilterEdit;

use super::Call;

/// `Remove…Subscription`.
pub(super) fn remove(call: &Call<'_>, filter: Filter) -> Result<Outcome, PipelineError> {
    let edit = FilterEdit::Remove(vec![filter]);
    let edited = call.pipeline.edit_filters(call.agreement.id, &edit, call.author)?;
    if !edited.is_empty() {
        return Ok(Outcome::Removed);
    }
    Ok(match filter.kind() {
        FilterKind::Pnr => Outcome::NonExistingPnr,
        FilterKind::Age => Outcome::NonExistingAgeRange,
        FilterKind::Municipality => Outcome::NonExistingMunicipalityCode,
        FilterKind::Event => Outcome::NonExistingChangeCode,
        FilterKind::NoFilter => Outcome::NonExistingNoFilter,
    })
}
