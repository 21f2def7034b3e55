use filters::Filter;
use soap_proto::Outcome;
use store::{FilterEdit, StoreError};

use super::Call;

/// `Add…Subscription`. A PNR is taken though the replica may not know it yet: a newborn, a coming
/// resident (`soap.md`).
pub(super) fn add(call: &Call<'_>, filter: Filter) -> Result<Outcome, StoreError> {
    let edit = FilterEdit::Add(vec![filter]);
    let edited = call.store.edit_filters(call.agreement.id, &edit, call.author, call.now)?;
    Ok(if edited.is_empty() { Outcome::AlreadyExisted } else { Outcome::Added })
}
