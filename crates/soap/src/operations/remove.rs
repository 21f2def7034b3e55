use filters::{Filter, FilterKind};
use soap_proto::Outcome;
use store::{FilterEdit, StoreError};

use super::Call;

/// `Remove…Subscription`.
pub(super) fn remove(call: &Call<'_>, filter: Filter) -> Result<Outcome, StoreError> {
    let edit = FilterEdit::Remove(vec![filter]);
    let edited = call.store.edit_filters(call.agreement.id, &edit, call.author, call.now)?;
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
