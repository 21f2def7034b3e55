//! SF1520 PersonBaseDataExtended (`lookup.md` 2): one file for each part of the answer.

mod adresse;
mod age;
mod children;
mod dates;
mod elements;
#[cfg(test)]
pub(crate) mod fixture;
mod myndighedsnavn;
mod notater;
mod persondata;
mod protection;
mod relation;
mod relationer;
mod umyndiggoerelse;

use jiff::Timestamp;
use soap_proto::XmlElement;

use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;

pub use children::children_under_18;
pub(crate) use dates::{RegisterTime, date};
pub(crate) use elements::Elements;
pub(crate) use persondata::{CIVIL_STATUSES, SEXES, STATUSES};
pub(crate) use protection::{are_addresses_given, is_address_protected};

/// The elements in `PersonLookupResponse`, the same for versions 4 and 5: what version 5 has beyond version 4 is not in the
/// records.
///
/// `children` are the records of [`children_under_18`], as far as the replica has them: how many of these are active is
/// part of the answer. Nothing else of them is. The ages are those at `asked_at`.
pub fn response(
    person: &PersonRecords<'_>,
    children: &[PersonRecords<'_>],
    asked_at: Timestamp,
    addresses: ProtectedAddresses,
) -> Vec<XmlElement> {
    let today = clock::danish_day(asked_at);
    Elements::new()
        .element(persondata::persondata(person, children::active(person, children, today), today))
        .element(adresse::adresse(person, are_addresses_given(person, addresses)))
        .element(relationer::relationer(person))
        .elements(notater::notater(person, are_addresses_given(person, addresses)))
        .into_vec()
}
