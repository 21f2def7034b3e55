use filters::FilterKind;
use soap_proto::AllFilters;
use store::StoreError;

use super::OperationContext;

/// `GetAllFilters`: what is in force now, everything answered before included.
pub(super) fn get_all_filters(call: &OperationContext<'_>) -> Result<AllFilters, StoreError> {
    let set = call.store.filters(call.agreement.id)?;
    Ok(AllFilters {
        age_ranges: set.ages().collect(),
        change_codes: set.events().collect(),
        municipality_codes: set.municipalities().collect(),
        pnrs: set.pnrs().collect(),
        no_filter: set.kinds().has(FilterKind::NoFilter),
    })
}
