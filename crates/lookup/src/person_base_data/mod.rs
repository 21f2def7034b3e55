//! The answer of SF1520 PersonBaseDataExtended (`lookup.md` 2.3): which element comes from which field of which record. The
//! versions 4 and 5 differ in their namespace alone: what version 5 adds is not in the register's records.

mod address;
mod address_history;
mod contact_address;
mod custody;
mod emigration;
mod guardianship;
mod name;
mod notes;
mod persondata;
mod protection;
mod relations;

use jiff::Timestamp;
use soap_proto::XmlElement;

use crate::elements::Elements;
use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;

/// What stands for the name of an authority or a country: the platform has no names for codes either.
fn authority_name(code: &str) -> String {
    format!("Myndighedsnavn for landekode: {code}")
}

/// The content of `PersonLookupResponse`. Ages are those at `asked_at`. Where a protected address is left out, the elements
/// that clients need are there without content.
pub fn response(
    person: &PersonRecords<'_>,
    asked_at: Timestamp,
    addresses: ProtectedAddresses,
) -> Vec<XmlElement> {
    let mut response = Elements::default();
    response.parent("persondata", persondata::persondata(person, asked_at));
    response.parent("adresse", addresses_of(person, addresses.hides(person)));
    response.parent("relationer", relations::relations(person));
    for note in person.all("019") {
        response.parent("notater", notes::note(&note));
    }
    response.into_vec()
}

fn addresses_of(person: &PersonRecords<'_>, is_left_out: bool) -> Elements {
    let mut addresses = Elements::default();
    if is_left_out {
        addresses.parent("aktuelAdresse", Elements::default());
        return addresses;
    }
    addresses.parent("aktuelAdresse", address::current_address(person));
    for emigration in person.all("005").take(1) {
        addresses.parent("udrejseoplysninger", emigration::emigration(&emigration));
    }
    for contact in person.all("006").take(1) {
        addresses.parent("kontaktAdresse", contact_address::contact_address(&contact));
    }
    for former in address_history::newest_first(person) {
        addresses.parent("adresseHistorik", address_history::former_address(&former));
    }
    addresses
}

#[cfg(test)]
mod tests;
