use soap_proto::XmlElement;

use crate::person_base_data::{Elements, date};
use crate::person_records::PersonRecords;
use crate::record::Record;

/// From `conavn` to `tilflytningsdato`: nothing for a person without an address.
pub(super) fn current(person: &PersonRecords<'_>, is_given: bool) -> Vec<XmlElement> {
    let Some(home) = person.all("002").next().filter(|_| is_given) else { return Vec::new() };
    let label = person.first("003");
    let elements = Elements::new()
        .field("conavn", &home, "CONVN")
        .field("standardadresse", &label, "STANDARDADR")
        // A number here, and text in SF1520.
        .number("postnummer", &label, "POSTNR")
        .field("postdistrikt", &label, "POSTDISTTXT")
        .field("bynavn", &label, "BYNVN")
        .field("vejadresseringsnavn", &label, "VEJADRNVN")
        .field("husnummer", &home, "HUSNR")
        .field("lokalitet", &label, "LOKALITET")
        .field("bygningsnummer", &home, "BNR")
        .field("etage", &home, "ETAGE")
        .field("sidedoer", &home, "SIDEDOER")
        .number("kommunekode", &home, "KOMKOD")
        .number("vejkode", &home, "VEJKOD")
        .elements(date("tilflytningsdato", &home, "TILFLYDTO"));
    elements.into_vec()
}

/// From `indrejseLandekode` to `udlandsadresse5`.
pub(super) fn abroad(person: &PersonRecords<'_>, is_given: bool) -> Vec<XmlElement> {
    let left = person.first("005");
    let elements = Elements::new()
        .number("indrejseLandekode", &latest_entry(person), "INDR_LANDEKOD")
        .number("udrejseLandekode", &left, "UDR_LANDEKOD");
    if !is_given {
        return elements.into_vec();
    }
    let elements = elements.fields(
        &left,
        &[
            ("udlandsadresse1", "UDLANDADR1"),
            ("udlandsadresse2", "UDLANDADR2"),
            ("udlandsadresse3", "UDLANDADR3"),
            ("udlandsadresse4", "UDLANDADR4"),
            ("udlandsadresse5", "UDLANDADR5"),
        ],
    );
    elements.into_vec()
}

/// The latest entry into the country that was not annulled.
fn latest_entry<'a>(person: &PersonRecords<'a>) -> Record<'a> {
    let entries = person.all("024").filter(|entry| entry.text("ANNKOR") != ANNULLED);
    let latest = entries.max_by_key(|entry| entry.text("INDRDTO"));
    latest.unwrap_or(Record::MISSING)
}

/// ANNKOR of a record that was entered by mistake.
const ANNULLED: &str = "A";
