use filters::FilterKind;
use soap_proto::{Fault, FaultCode, FreeText, LoadChoice, LoadOrder, LoadStatus};
use store::{LoadPurpose, LoadSelection, NewLoad, PartSize};

use super::OperationContext;
use super::get_initial_load::load_status;
use crate::use_case_error::UseCaseError;

/// `OrderInitialLoad`. The server writes it as soon as it has time.
pub(super) fn order_initial_load(
    call: &OperationContext<'_>,
    order: &LoadOrder,
) -> Result<LoadStatus, UseCaseError> {
    let new = NewLoad {
        kinds: kinds(order.choice),
        reason: reason(order.reason.as_ref())?.map(LoadPurpose::into_string),
        part_size: part_size(order.part_size_mb.as_ref())?.map(PartSize::bytes),
        without_events: order.without_events,
        ..NewLoad::of(call.agreement.id)
    };
    let id = call.pipeline.order_load(call.agreement, &new, call.author)?;
    Ok(load_status(call, Some(id))?)
}

fn reason(text: Option<&FreeText>) -> Result<Option<LoadPurpose>, Fault> {
    let most = LoadPurpose::CHARACTERS;
    text.map(|text| text.reveal().parse()).transpose().map_err(|_| {
        Fault::in_both(
            FaultCode::InvalidArgument,
            format!("Reason has more than {most} characters"),
            format!("Reason har mere end {most} tegn"),
        )
    })
}

fn part_size(text: Option<&FreeText>) -> Result<Option<PartSize>, Fault> {
    let (least, most) = PartSize::MEGABYTES.into_inner();
    text.map(|text| text.reveal().parse()).transpose().map_err(|_| {
        Fault::in_both(
            FaultCode::InvalidArgument,
            format!("PartSizeMB is not a whole number from {least} to {most}"),
            format!("PartSizeMB er ikke et helt tal fra {least} til {most}"),
        )
    })
}

const fn kinds(choice: LoadChoice) -> LoadSelection {
    match choice {
        LoadChoice::Filters => LoadSelection::Filters,
        LoadChoice::All => LoadSelection::All,
        LoadChoice::Pnr => LoadSelection::Only(FilterKind::Pnr),
        LoadChoice::AgeRange => LoadSelection::Only(FilterKind::Age),
        LoadChoice::MunicipalityCode => LoadSelection::Only(FilterKind::Municipality),
    }
}

#[cfg(test)]
mod tests {
    use soap_proto::Service;

    use super::*;

    /// The schema is text, and cannot ask.
    #[test]
    fn the_schema_has_the_same_terms() {
        let schema = Service::InitialLoad.document("xsd=CprInitialLoadService.xsd", "x").unwrap();
        let (least, most) = PartSize::MEGABYTES.into_inner();
        for term in [
            format!("<xsd:maxLength value=\"{}\"/>", LoadPurpose::CHARACTERS),
            format!("<xsd:minInclusive value=\"{least}\"/>"),
            format!("<xsd:maxInclusive value=\"{most}\"/>"),
        ] {
            assert!(schema.contains(&term), "{term}");
        }
    }
}
