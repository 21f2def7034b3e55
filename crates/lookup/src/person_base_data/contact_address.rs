use crate::elements::Elements;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// `kontaktAdresse`, of a `006`.
pub(super) fn contact_address(record: &Record<'_>) -> Elements {
    let mut address = Elements::default();
    for (name, field) in [
        ("kontaktAdr1", "ADR1-KONTAKTADR"),
        ("kontaktAdr2", "ADR2-KONTAKTADR"),
        ("kontaktAdr3", "ADR3-KONTAKTADR"),
        ("kontaktAdr4", "ADR4-KONTAKTADR"),
        ("kontaktAdr5", "ADR5-KONTAKTADR"),
    ] {
        address.text(name, record.text(field));
    }
    address.date("startdato", RegisterTime::of(record, "START_DT-ADRTXT"));
    address.date("slettedato", RegisterTime::of(record, "SLET_DT-ADRTXT"));
    address
}
