use crate::elements::Elements;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// `notater`, of a `019`.
pub(super) fn note(record: &Record<'_>) -> Elements {
    let mut note = Elements::default();
    note.optional("notanr", record.number("NOTATNR"));
    note.text("notatlinie", record.text("NOTATLINIE"));
    note.date("notatstartdato", RegisterTime::of(record, "START_DT-NOTAT"));
    note.date("notatslettedato", RegisterTime::of(record, "SLET_DT-NOTAT"));
    note
}
