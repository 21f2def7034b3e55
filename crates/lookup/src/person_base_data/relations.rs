use super::custody::custody;
use crate::elements::Elements;
use crate::person_records::PersonRecords;
use crate::pnr_field::pnr;
use crate::record::Record;
use crate::register_time::RegisterTime;

/// The values of 012.CIVST of persons who have a spouse or a partner.
const MARRIED: [&str; 2] = ["G", "P"];

/// `relationer`. Mother and father are always there, so that it is never empty.
pub(super) fn relations(person: &PersonRecords<'_>) -> Elements {
    let mut relations = Elements::default();
    for marriage in person.all("012").take(1).filter(is_marriage) {
        let born = RegisterTime::marked(&marriage, "AEGTEFOED_DT", "AEGTEFOEddT_UMRK");
        relations.parent("aegtefaelle", somebody(&marriage, "AEGTEPNR", born, "AEGTENVN"));
    }
    for child in person.all("014").filter_map(|child| pnr(&child, "PNR-BARN")) {
        let mut element = Elements::default();
        element.always("personnummer", child.reveal().to_string());
        relations.parent("barn", element);
    }
    let parents = person.first("015");
    let born = RegisterTime::marked(&parents, "MOR_FOED_DT", "MOR_FOED_DT_UMRK");
    relations.parent("mor", somebody(&parents, "PNRMOR", born, "MORNVN"));
    let born = RegisterTime::marked(&parents, "FAR_FOED_DT", "FAR_FOED_DT_UMRK");
    relations.parent("far", somebody(&parents, "PNRFAR", born, "FARNVN"));
    for record in person.all("016") {
        relations.parent("foraeldremyndighed", custody(&record));
    }
    relations
}

fn is_marriage(record: &Record<'_>) -> bool {
    MARRIED.contains(&record.text("CIVST").as_str())
}

/// Somebody by number, or by birth and name where there is no number.
fn somebody(record: &Record<'_>, number: &str, born: Option<RegisterTime>, name: &str) -> Elements {
    let mut element = Elements::default();
    match pnr(record, number) {
        Some(pnr) => element.always("personnummer", pnr.reveal().to_string()),
        None => {
            element.day("foedselsdato", born);
            element.text("navn", record.text(name));
        }
    }
    element
}
