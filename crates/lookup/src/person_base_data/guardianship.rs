use crate::elements::Elements;
use crate::pnr_field::pnr;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// `umyndiggoerelse`, of a `017`. The schema demands its first day; where the register has none, it is one of which nothing
/// is known, because without the element nobody would see the guardianship.
pub(super) fn guardianship(record: &Record<'_>) -> Elements {
    let date = |field| RegisterTime::of(record, field);
    let mut element = Elements::default();
    element.optional("umyndiggorelseRelationType", relation_type(record));
    let guardian = pnr(record, "RELPNR").map(|pnr| pnr.reveal().to_string());
    element.optional("relationPersonnummer", guardian);
    element.date("relationStartdato", date("START_DT-RELPNR_PNR"));
    element.text("relationVaergenavn", record.text("RELADRSAT_RELPNR_TXT"));
    element.date("relationVaergeadresseStartdato", date("START_DT-RELPNR_TXT"));
    let begins = RegisterTime::marked(record, "START_DT-UMYNDIG", "START_DT_UMRK-UMYNDIG");
    element.day("umyndiggoerelseStartdato", begins.or_else(|| Some(RegisterTime::unknown())));
    element.date("umyndiggoerelseSlettedato", date("SLET_DT-UMYNDIG"));
    element.always("umyndiggjort", "true");
    for (name, field) in [
        ("relationtekst1", "RELTXT1"),
        ("relationtekst2", "RELTXT2"),
        ("relationtekst3", "RELTXT3"),
        ("relationtekst4", "RELTXT4"),
        ("relationtekst5", "RELTXT5"),
    ] {
        element.text(name, record.text(field));
    }
    element
}

/// UMYN_RELTYP without leading zeros; 0 is a type, too.
fn relation_type(record: &Record<'_>) -> Option<String> {
    let text = record.text("UMYN_RELTYP");
    (!text.is_empty()).then(|| record.number("UMYN_RELTYP").unwrap_or_else(|| "0".to_owned()))
}
