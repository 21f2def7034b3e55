use filters::FilterKind;
use soap_proto::{Fault, FaultCode, FreeText, LoadChoice, LoadOrder, LoadStanding};
use store::{LoadKinds, NewLoad, PartSize, Reason};

use super::Call;
use super::get_initial_load::standing;
use crate::undone::Undone;

/// `OrderInitialLoad`. The server writes it as soon as it has time.
pub(super) fn order_initial_load(
    call: &Call<'_>,
    order: &LoadOrder,
) -> Result<LoadStanding, Undone> {
    let new = NewLoad {
        kinds: kinds(order.choice),
        reason: reason(order.reason.as_ref())?.map(Reason::into_string),
        part_size: part_size(order.part_size_mb.as_ref())?.map(PartSize::bytes),
        without_events: order.without_events,
        ..NewLoad::of(call.agreement.id)
    };
    let id = call.pipeline.order_load(call.agreement, &new, call.author)?;
    Ok(standing(call, Some(id))?)
}

fn reason(text: Option<&FreeText>) -> Result<Option<Reason>, Fault> {
    let most = Reason::CHARACTERS;
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

const fn kinds(choice: LoadChoice) -> LoadKinds {
    match choice {
        LoadChoice::Filters => LoadKinds::Filters,
        LoadChoice::All => LoadKinds::All,
        LoadChoice::Pnr => LoadKinds::Only(FilterKind::Pnr),
        LoadChoice::AgeRange => LoadKinds::Only(FilterKind::Age),
        LoadChoice::MunicipalityCode => LoadKinds::Only(FilterKind::Municipality),
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
            format!("<xsd:maxLength value=\"{}\"/>", Reason::CHARACTERS),
            format!("<xsd:minInclusive value=\"{least}\"/>"),
            format!("<xsd:maxInclusive value=\"{most}\"/>"),
        ] {
            assert!(schema.contains(&term), "{term}");
        }
    }
}
