//! The operations, one file a verb.

mod add;
mod get_all_filters;
mod remove;
mod remove_all;

use add::add;
use filters::{Filter, FilterKind};
use get_all_filters::get_all_filters;
use remove::remove;
use remove_all::remove_all;
use soap_proto::{AllFilters, Argument, FilterGroup, Operation, Outcome};
use store::{Agreement, Author, Store, StoreError};

/// What an operation has to work with.
pub(crate) struct Call<'a> {
    pub(crate) store: &'a Store,
    pub(crate) agreement: &'a Agreement,
    pub(crate) author: &'a Author,
    pub(crate) now: jiff::Timestamp,
}

/// What an operation came to.
pub(crate) enum Done {
    Outcome(Outcome),
    Filters(AllFilters),
}

/// Carries out an operation; a change is on disk when this returns.
pub(crate) fn carry_out(call: &Call<'_>, operation: Operation) -> Result<Done, StoreError> {
    match operation {
        Operation::Add(argument) => add(call, filter(argument)).map(Done::Outcome),
        Operation::Remove(argument) => remove(call, filter(argument)).map(Done::Outcome),
        Operation::RemoveAll(group) => remove_all(call, kind(group)).map(Done::Outcome),
        Operation::GetAllFilters => get_all_filters(call).map(Done::Filters),
    }
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
