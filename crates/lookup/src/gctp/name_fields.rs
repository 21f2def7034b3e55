use gctp_proto::GctpRow;

use super::value::{digits, mark};
use crate::person_records::PersonRecords;

/// The name as it is sorted: `Efternavn, Fornavn Mellemnavn`.
pub(super) fn sorted_name(person: &PersonRecords<'_>, between: &str) -> String {
    let name = person.first("008");
    let given = joined([name.text("FORNVN"), name.text("MELNVN")], " ");
    joined([name.text("EFTERNVN"), given], between)
}

/// What is there of two texts, and something between them when both are.
fn joined(texts: [String; 2], between: &str) -> String {
    let there: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    there.join(between)
}

/// Adds the fields of NAVNE3, which `Familie+` has too. `text` is another form of the name, or empty.
pub(super) fn add_name_fields(person: &PersonRecords<'_>, text: String, row: &mut GctpRow) {
    let (identity, name) = (person.first("001"), person.first("008"));
    row.add_with_text("CNVN_ADRNVN", text, name.text("ADRNVN"));
    row.add("CNVN_EFTERNVN", name.text("EFTERNVN"));
    row.add("CNVN_FORNVN", name.text("FORNVN"));
    row.add("CNVN_KOEN", identity.text("KOEN"));
    row.add("CNVN_MELNVN", name.text("MELNVN"));
    row.add("CNVN_MELNVNMRK", name.text("MELNVN_MRK"));
    row.add("CNVN_STARTDATO", digits(&name, "NVNHAENSTART"));
    row.add("CNVN_STARTDATOUSM", name.text("HAENSTART_UMRK-NAVNE"));
    row.add("CNVN_STATUS", identity.text("STATUS"));
    row.add("CNVN_STATUSDATOUSM", identity.text("STATUSDTO_UMRK"));
    row.add("CNVN_STATUSSTARTDATO", digits(&identity, "STATUSHAENSTART"));
    row.add("HISTORIKMRK", mark(person.has("026")));
}
