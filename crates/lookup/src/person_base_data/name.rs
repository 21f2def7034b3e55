use crate::elements::Elements;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// `navn`. The name for addresses is required; it is empty for a child who has no name yet.
pub(super) fn name(record: &Record<'_>) -> Elements {
    let mut name = Elements::default();
    name.always("personadresseringsnavn", record.text("ADRNVN"));
    name.text("fornavn", record.text("FORNVN"));
    name.text("mellemnavn", record.text("MELNVN"));
    name.text("efternavn", record.text("EFTERNVN"));
    name.text("fornavnMarkering", record.text("FORNVN_MRK"));
    name.text("mellemnavnMarkering", record.text("MELNVN_MRK"));
    name.text("efternavnMarkering", record.text("EFTERNVN_MRK"));
    let since = RegisterTime::marked(record, "NVNHAENSTART", "HAENSTART_UMRK-NAVNE");
    name.moment("navnestartdato", since);
    name
}
