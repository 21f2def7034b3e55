use super::authority_name;
use crate::elements::Elements;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// `udrejseoplysninger`, of a `005`. All five lines of the foreign address are there, empty or not: a client reads the
/// second wherever there is a first (`lookup.md` 2.5).
pub(super) fn emigration(record: &Record<'_>) -> Elements {
    let mut element = Elements::default();
    let country = record.number("UDR_LANDEKOD");
    element.optional("udrejselandekode", country.clone());
    element.optional("udrejselandekodeMyndighedsnavn", country.map(|code| authority_name(&code)));
    element.moment("udrejsedato", RegisterTime::marked(record, "UDRDTO", "UDRDTO_UMRK"));
    for (name, field) in [
        ("udlandsadresse1", "UDLANDADR1"),
        ("udlandsadresse2", "UDLANDADR2"),
        ("udlandsadresse3", "UDLANDADR3"),
        ("udlandsadresse4", "UDLANDADR4"),
        ("udlandsadresse5", "UDLANDADR5"),
    ] {
        element.always(name, record.text(field));
    }
    element
}
