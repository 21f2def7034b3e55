use filters::FilterKind;
use soap_proto::Outcome;
use store::{FilterEdit, StoreError};

use super::Call;

/// `RemoveAll`: all filters of a kind in one transaction. Answers `REMOVED` also when there were none
/// (`soap.md`).
pub(super) fn remove_all(call: &Call<'_>, kind: FilterKind) -> Result<Outcome, StoreError> {
    let edit = FilterEdit::RemoveKind(kind);
    call.store.edit_filters(call.agreement.id, &edit, call.author, call.now)?;
    Ok(Outcome::Removed)
}
