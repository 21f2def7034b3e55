use civil::{MunicipalityCode, PostalCode, RoadCode, Status};
use gctp_proto::{AddressKey, AddressPart, CountryCode, SearchText, Sex};

use crate::person_records::PersonRecords;
use crate::record::Record;

/// Whether a person lives at the address of a search, and is one of those who are asked for (`lookup.md` 4.6). Only who has
/// a `002` lives anywhere.
pub(super) fn is_found(key: &AddressKey, person: &PersonRecords<'_>) -> bool {
    let (residence, label) = (person.first("002"), person.first("003"));
    !residence.is_missing()
        && is_at_place(key, &residence, &label)
        && is_on_road(key, &residence, &label)
        && has_parts(key, &residence)
        && has_names(key, person)
        && has_facts(key, person)
}

fn is_at_place(key: &AddressKey, residence: &Record<'_>, label: &Record<'_>) -> bool {
    fits(key.place.municipality(), || MunicipalityCode::from_register(&residence.raw("KOMKOD")))
        && fits(key.place.postal_code(), || PostalCode::from_register(&label.raw("POSTNR")))
}

fn is_on_road(key: &AddressKey, residence: &Record<'_>, label: &Record<'_>) -> bool {
    let names = key.road.names();
    fits(key.road.code(), || RoadCode::from_register(&residence.raw("VEJKOD")))
        && (names.is_empty() || names.contains(&SearchText::new(&label.text("VEJADRNVN"))))
}

fn has_parts(key: &AddressKey, residence: &Record<'_>) -> bool {
    let has = |part: &Option<AddressPart>, field| {
        part.as_ref().is_none_or(|part| *part == AddressPart::new(&residence.text(field)))
    };
    has(&key.house_number, "HUSNR")
        && has(&key.building_number, "BNR")
        && has(&key.floor, "ETAGE")
        && has(&key.door, "SIDEDOER")
}

/// Whether each word that is searched is a word of the name; in addresses the name may have initials.
fn has_names(key: &AddressKey, person: &PersonRecords<'_>) -> bool {
    if key.names.is_empty() {
        return true;
    }
    let name = person.first("008");
    let texts = ["FORNVN", "MELNVN", "EFTERNVN", "ADRNVN"].map(|field| name.text(field));
    let words: Vec<SearchText> = texts.iter().flat_map(|text| SearchText::words(text)).collect();
    key.names.iter().all(|word| words.contains(word))
}

fn has_facts(key: &AddressKey, person: &PersonRecords<'_>) -> bool {
    let identity = person.first("001");
    let status = Status::from_register(&identity.raw("STATUS")).map(Status::to_integer);
    let status_from = key.status_from.map(Status::to_integer);
    fits(key.sex, || identity.text("KOEN").parse::<Sex>().ok())
        && (status_from.is_none() || status >= status_from)
        && fits(key.citizenship, || {
            person.first("010").text("LANDEKOD").parse::<CountryCode>().ok()
        })
}

/// Whether what is searched is what is there; nothing is searched when it is `None`.
fn fits<T: Copy + PartialEq>(searched: Option<T>, found: impl FnOnce() -> Option<T>) -> bool {
    searched.is_none() || searched == found()
}
