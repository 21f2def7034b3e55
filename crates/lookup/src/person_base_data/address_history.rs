use std::cmp::Reverse;

use super::address::add_place;
use crate::elements::Elements;
use crate::person_records::PersonRecords;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// The former addresses, the last one first.
pub(super) fn newest_first<'a>(person: &PersonRecords<'a>) -> Vec<Record<'a>> {
    let mut addresses: Vec<Record<'a>> = person.all("023").collect();
    addresses.sort_by_key(|address| Reverse(moved_in(address).map(|moved_in| moved_in.at())));
    addresses
}

/// `adresseHistorik`, of a `023`. What else an address has would come from the road register.
pub(super) fn former_address(record: &Record<'_>) -> Elements {
    let mut address = Elements::default();
    add_place(record, &mut address);
    address.text("retFortrydMarkering", record.text("ANNKOR"));
    address.moment("tilflytningsdato", moved_in(record));
    let moved_out = RegisterTime::marked(record, "FRAFLYDTO", "FRAFLYDTO_UMRK");
    address.moment("fraflytningsdato", moved_out);
    address
}

fn moved_in(record: &Record<'_>) -> Option<RegisterTime> {
    RegisterTime::marked(record, "TILFLYDTO", "TILFLYDT_UMRK")
}
