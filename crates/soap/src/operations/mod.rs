//! The operations, one file a verb.

mod add;
mod get_all_filters;
mod remove;
mod remove_all;

use filters::Filter;
use soap_proto::{AllFilters, FilterGroup, Operation, Outcome};
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
    use FilterGroup as Group;
    use filters::FilterKind as Kind;
    let outcome = match operation {
        Operation::AddPnr(pnr) => add::add(call, Filter::Pnr(pnr)),
        Operation::AddAgeRange(range) => add::add(call, Filter::Age(range)),
        Operation::AddMunicipalityCode(code) => add::add(call, Filter::Municipality(code)),
        Operation::AddChangeCode(code) => add::add(call, Filter::Event(code)),
        Operation::AddNoFilter => add::add(call, Filter::NoFilter),
        Operation::RemovePnr(pnr) => remove::remove(call, Filter::Pnr(pnr)),
        Operation::RemoveAgeRange(range) => remove::remove(call, Filter::Age(range)),
        Operation::RemoveMunicipalityCode(code) => remove::remove(call, Filter::Municipality(code)),
        Operation::RemoveChangeCode(code) => remove::remove(call, Filter::Event(code)),
        Operation::RemoveNoFilter => remove::remove(call, Filter::NoFilter),
        Operation::RemoveAll(Group::Pnr) => remove_all::remove_all(call, Kind::Pnr),
        Operation::RemoveAll(Group::AgeRange) => remove_all::remove_all(call, Kind::Age),
        Operation::RemoveAll(Group::MunicipalityCode) => {
            remove_all::remove_all(call, Kind::Municipality)
        }
        Operation::RemoveAll(Group::EventChangeCode) => remove_all::remove_all(call, Kind::Event),
        Operation::RemoveAll(Group::NoFilter) => remove_all::remove_all(call, Kind::NoFilter),
        Operation::GetAllFilters => {
            return get_all_filters::get_all_filters(call).map(Done::Filters);
        }
    };
    outcome.map(Done::Outcome)
}
