use soap_proto::XmlElement;

use super::dates::date;
use super::elements::Elements;
use crate::person_records::PersonRecords;

/// `notater`, one for each `019`; none where addresses are left out, since anybody may have written one into a note.
pub(super) fn notater(
    person: &PersonRecords<'_>,
    are_addresses_given: bool,
) -> impl Iterator<Item = XmlElement> {
    person.all("019").filter(move |_| are_addresses_given).map(|note| {
        Elements::new()
            .number("notanr", &note, "NOTATNR")
            .field("notatlinie", &note, "NOTATLINIE")
            .elements(date("notatstartdato", &note, "START_DT-NOTAT"))
            .elements(date("notatslettedato", &note, "SLET_DT-NOTAT"))
            .within("notater")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    #[test]
    fn notater_are_one_element_each() {
        let person = Person::new()
            .record(
                "019",
                &[
                    ("NOTATNR", "2"),
                    ("NOTATLINIE", "Første"),
                    ("START_DT-NOTAT", "2000-01-01"),
                    ("SLET_DT-NOTAT", "2003-07-01"),
                ],
            )
            .record("019", &[("NOTATLINIE", "Anden")]);
        assert_eq!(
            xml(notater(&person.records(), true)),
            concat!(
                "<notater><notanr>2</notanr><notatlinie>Første</notatlinie>",
                "<notatstartdato>2000-01-01+01:00</notatstartdato>",
                "<notatslettedato>2003-07-01+02:00</notatslettedato></notater>",
                "<notater><notatlinie>Anden</notatlinie></notater>",
            )
        );
    }
}
