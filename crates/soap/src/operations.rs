//! The operations of the services, as use cases.

use app::{App, AppError, LoadArguments, LoadOrder, RequestContext};
use filters::{Filter, FilterKind, FilterSet};
use soap_proto::{
    AllFilters, Argument, Fault, FilterGroup, FreeText, LoadChoice, LoadOperation, LoadStatus,
    Operation, Service, SubscriptionResult,
};
use store::{LoadId, LoadSelection};

use crate::fault;
use crate::load_status::load_status;
use crate::lookups::{LookupAnswer, look_up};

/// The result of an operation.
pub(crate) enum OperationResult {
    /// Of a change of filters.
    Subscription(SubscriptionResult),
    /// Those in force.
    Filters(AllFilters),
    /// Where a load stands.
    Load(LoadStatus),
    /// What was looked up.
    Lookup(LookupAnswer),
}

/// The names of an order's arguments in the load service.
const ARGUMENTS: LoadArguments = LoadArguments { reason: "Reason", part_size: "PartSizeMB" };

/// Carries out an operation; a change, and the log of whom an answer discloses, are on disk when this returns. Blocks.
pub(crate) fn carry_out(
    app: &App,
    context: &RequestContext,
    service: Service,
    operation: &Operation,
) -> Result<OperationResult, Fault> {
    use OperationResult::{Filters, Load, Lookup, Subscription};
    use SubscriptionResult::{Added, AlreadyExisted, Removed};
    Ok(match operation {
        Operation::Add(argument) => match done(app.add_filter(context, filter(*argument)))? {
            true => Subscription(Added),
            false => Subscription(AlreadyExisted),
        },
        Operation::Remove(argument) => {
            let filter = filter(*argument);
            match done(app.remove_filter(context, filter))? {
                true => Subscription(Removed),
                false => Subscription(not_there(filter.kind())),
            }
        }
        // `REMOVED` also when there were none (`soap.md`).
        Operation::RemoveAll(group) => {
            done(app.remove_filters(context, kind(*group))).map(|_| Subscription(Removed))?
        }
        Operation::GetAllFilters => Filters(all_filters(&done(app.filters(context))?)),
        Operation::Load(operation) => Load(done(load(app, context, operation))?),
        Operation::Lookup(operation) => Lookup(look_up(app, context, service, operation)?),
    })
}

fn done<T>(done: Result<T, AppError>) -> Result<T, Fault> {
    done.map_err(|error| fault::of_error(&error))
}

fn load(
    app: &App,
    context: &RequestContext,
    operation: &LoadOperation,
) -> Result<LoadStatus, AppError> {
    let found = match operation {
        LoadOperation::Order(order) => {
            let text = |text: &FreeText| text.reveal().to_owned();
            let order = LoadOrder {
                selection: selection(order.choice),
                reason: order.reason.as_ref().map(text),
                part_size_mb: order.part_size_mb.as_ref().map(text),
                without_events: order.without_events,
            };
            app.order_load(context, &order, ARGUMENTS)?
        }
        LoadOperation::Get(id) => app.load(context, id.map(LoadId::from_number))?,
        LoadOperation::Cancel(id) => app.cancel_load(context, LoadId::from_number(*id))?,
    };
    Ok(load_status(found))
}

const fn filter(argument: Argument) -> Filter {
    match argument {
        Argument::Pnr(pnr) => Filter::Pnr(pnr),
        Argument::AgeRange(range) => Filter::Age(range),
        Argument::MunicipalityCode(code) => Filter::Municipality(code),
        Argument::ChangeCode(code) => Filter::Event(code),
        Argument::NoFilter => Filter::NoFilter,
    }
}

const fn kind(group: FilterGroup) -> FilterKind {
    match group {
        FilterGroup::Pnr => FilterKind::Pnr,
        FilterGroup::AgeRange => FilterKind::Age,
        FilterGroup::MunicipalityCode => FilterKind::Municipality,
        FilterGroup::EventChangeCode => FilterKind::Event,
        FilterGroup::NoFilter => FilterKind::NoFilter,
    }
}

const fn not_there(kind: FilterKind) -> SubscriptionResult {
    match kind {
        FilterKind::Pnr => SubscriptionResult::NonExistingPnr,
        FilterKind::Age => SubscriptionResult::NonExistingAgeRange,
        FilterKind::Municipality => SubscriptionResult::NonExistingMunicipalityCode,
        FilterKind::Event => SubscriptionResult::NonExistingChangeCode,
        FilterKind::NoFilter => SubscriptionResult::NonExistingNoFilter,
    }
}

fn all_filters(set: &FilterSet) -> AllFilters {
    AllFilters {
        age_ranges: set.ages().collect(),
        change_codes: set.events().collect(),
        municipality_codes: set.municipalities().collect(),
        pnrs: set.pnrs().collect(),
        no_filter: set.kinds().has(FilterKind::NoFilter),
    }
}

const fn selection(choice: LoadChoice) -> LoadSelection {
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
    use store::{LoadPurpose, PartSize};

    /// The schema is text and cannot refer to the constants.
    #[test]
    fn schema_of_loads_has_the_same_limits() {
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
