use crate::elements::Elements;
use crate::pnr_field::pnr;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// The values of 016.RELTYP of holders who are neither mother nor father: only of these the number is given.
const OTHERS: [&str; 2] = ["5", "6"];

/// `foraeldremyndighed`, of a `016`.
pub(super) fn custody(record: &Record<'_>) -> Elements {
    let mut element = Elements::default();
    let kind = record.number("RELTYP-FORÆLDREMYN").unwrap_or_default();
    element.text("foraeldremyndighedtype", kind.as_str());
    let since = RegisterTime::marked(record, "START_DT-FORÆLDREMYN", "START_DT_UMRK-FORÆLDREMYN");
    element.day("foraeldremyndighedStartdato", since);
    let deleted = RegisterTime::of(record, "SLET_DT-FORÆLDREMYN");
    element.date("foraeldremyndighedSletdato", deleted);
    if OTHERS.contains(&kind.as_str()) {
        let holder = pnr(record, "RELPNR").map(|pnr| pnr.reveal().to_string());
        element.optional("relationPersonnummer", holder);
        element.date("relationStartdato", RegisterTime::of(record, "START_DT-RELPNR_PNR"));
    }
    element
}
