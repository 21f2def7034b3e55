use crate::elements::Elements;
use crate::person_records::PersonRecords;
use crate::register_time::RegisterTime;

/// The protections by 004.BESKYTTYPE: of name and address, from directories, from marketing.
const PROTECTIONS: [(&str, &str); 3] = [
    ("adressebeskyttelse", "0001"),
    ("vejviserbeskyttelse", "0002"),
    ("markedsfoeringsbeskyttelse", "0003"),
];

/// The three protections. Without one its element is there and empty: any child of it, also `false`, is read as a
/// protection (`lookup.md` 2.5). One that has ended counts until CPR removes it.
pub(super) fn add_protections(person: &PersonRecords<'_>, persondata: &mut Elements) {
    for (name, kind) in PROTECTIONS {
        let mut element = Elements::default();
        let record = person.all("004").find(|record| record.text("BESKYTTYPE") == kind);
        if let Some(record) = record {
            element.date("startdato", RegisterTime::of(&record, "START_DT-BESKYTTELSE"));
            element.date("slutdato", RegisterTime::of(&record, "SLET_DT-BESKYTTELSE"));
            element.always("beskyttet", "true");
        }
        persondata.parent(name, element);
    }
}
