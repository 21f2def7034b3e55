use filters::FilterKind;
use pipeline::PipelineError;
use soap_proto::{FreeText, LoadChoice, LoadOrder, LoadStanding};
use store::{LoadKinds, NewLoad};

use super::Call;
use super::get_initial_load::standing;

/// `OrderInitialLoad`. The server writes it as soon as it has time.
pub(super) fn order_initial_load(
    call: &Call<'_>,
    order: &LoadOrder,
) -> Result<LoadStanding, PipelineError> {
    let new = NewLoad {
        kinds: kinds(order.choice),
        reason: order.reason.as_ref().map(FreeText::reveal).map(str::to_owned),
        part_size: order.part_size,
        without_events: order.without_events,
        ..NewLoad::of(call.agreement.id)
    };
    let id = call.pipeline.order_load(call.agreement, &new, call.author)?;
    standing(call, Some(id))
}

const fn kinds(choice: LoadChoice) -> LoadKinds {
    match choice {
        LoadChoice::Filters => LoadKinds::Filters,
        LoadChoice::All => LoadKinds::All,
        LoadChoice::Pnr => LoadKinds::Only(FilterKind::Pnr),
        LoadChoice::AgeRange => LoadKinds::Only(FilterKind::Age),
        LoadChoice::MunicipalityCode => LoadKinds::Only(FilterKind::Municipality),
    }
}
