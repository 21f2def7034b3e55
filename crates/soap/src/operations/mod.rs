//! The operations, one file a verb.

mod add;
mod cancel_initial_load;
mod get_all_filters;
mod get_initial_load;
mod order_initial_load;
mod remove;
mod remove_all;

use add::add;
use cancel_initial_load::cancel_initial_load;
use filters::{Filter, FilterKind};
use get_all_filters::get_all_filters;
use get_initial_load::get_initial_load;
use order_initial_load::order_initial_load;
use pipeline::Pipeline;
use remove::remove;
use remove_all::remove_all;
use soap_proto::{
    AllFilters, Argument, FilterGroup, LoadOperation, LoadStatus, Operation, SubscriptionResult,
};
use store::{Agreement, Author, Store};

use crate::use_case_error::UseCaseError;

/// What an operation has to work with.
pub(crate) struct OperationContext<'a> {
    pub(crate) store: &'a Store,
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) agreement: &'a Agreement,
    pub(crate) author: &'a Author,
}

/// What an operation came to.
pub(crate) enum OperationResult {
    SubscriptionResult(SubscriptionResult),
    Filters(AllFilters),
    Load(LoadStatus),
}

/// Carries out an operation; a change is on disk when this returns.
pub(crate) fn carry_out(
    call: &OperationContext<'_>,
    operation: &Operation,
) -> Result<OperationResult, UseCaseError> {
    Ok(match operation {
        Operation::Add(argument) => {
            OperationResult::SubscriptionResult(add(call, filter(*argument))?)
        }
        Operation::Remove(argument) => {
            OperationResult::SubscriptionResult(remove(call, filter(*argument))?)
        }
        Operation::RemoveAll(group) => {
            OperationResult::SubscriptionResult(remove_all(call, kind(*group))?)
        }
        Operation::GetAllFilters => OperationResult::Filters(get_all_filters(call)?),
        Operation::Load(LoadOperation::Order(order)) => {
            OperationResult::Load(order_initial_load(call, order)?)
        }
        Operation::Load(LoadOperation::Get(id)) => {
            OperationResult::Load(get_initial_load(call, *id)?)
        }
        Operation::Load(LoadOperation::Cancel(id)) => {
            OperationResult::Load(cancel_initial_load(call, *id)?)
        }
    })
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
