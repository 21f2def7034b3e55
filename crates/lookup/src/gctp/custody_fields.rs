use gctp_proto::GctpRow;

use super::value::{date, digits, mark, type_of_five};
use crate::person_records::PersonRecords;
use crate::record::Record;

/// The names of a holder's fields; A and B are the first and the second holder.
struct Names {
    kind: &'static str,
    start: &'static str,
    uncertainty: &'static str,
    pnr: &'static str,
}

const A: Names = Names {
    kind: "CFMY_RELTYPA",
    start: "CFMY_STARTDATOA",
    uncertainty: "CFMY_STARTDATOUSMA",
    pnr: "FORAELDRE_MYN_PNRA",
};
const B: Names = Names {
    kind: "CFMY_RELTYPB",
    start: "CFMY_STARTDATOB",
    uncertainty: "CFMY_STARTDATOUSMB",
    pnr: "FORAELDRE_MYN_PNRB",
};

/// Adds who has custody of the person, from the `016` (`lookup.md` 4.4): each kind of field for A and then B.
pub(super) fn add_custody_fields(person: &PersonRecords<'_>, row: &mut GctpRow) {
    row.add("FORAELDREMYNMRK", mark(person.has("016")));
    let holders: Vec<(Names, Record<'_>)> = [A, B].into_iter().zip(shown_holders(person)).collect();
    for (names, holder) in &holders {
        row.add(names.kind, type_of_five(holder, "RELTYP-FORÆLDREMYN"));
    }
    for (names, holder) in &holders {
        row.add(names.start, date(holder, "START_DT-FORÆLDREMYN"));
    }
    for (names, holder) in &holders {
        // One blank when it is certain.
        row.add(names.uncertainty, holder.padded("START_DT_UMRK-FORÆLDREMYN"));
    }
    for (names, holder) in &holders {
        row.add(names.pnr, digits(holder, "RELPNR"));
    }
}

/// The holders that are shown: mother (3), father (4) and the first other one (5). The recorded answer for a person with a
/// second other one (6) does not show that one.
fn shown_holders<'a>(person: &PersonRecords<'a>) -> impl Iterator<Item = Record<'a>> {
    person.all("016").filter(|holder| holder.number("RELTYP-FORÆLDREMYN").as_deref() != Some("6"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::{TestPerson, shown};

    fn fields(person: &TestPerson) -> String {
        let mut row = GctpRow::default();
        add_custody_fields(&person.records(), &mut row);
        shown(&row)
    }

    #[test]
    fn person_of_age_has_no_fields() {
        assert_eq!(fields(&TestPerson::resident("0101701234")), "");
    }

    #[test]
    fn two_holders_are_a_and_b() {
        let uncertain = [
            ("RELTYP-FORÆLDREMYN", "0005"),
            ("START_DT-FORÆLDREMYN", "2008-03-00"),
            ("START_DT_UMRK-FORÆLDREMYN", "*"),
            ("RELPNR", "0202401234"),
        ];
        let person = TestPerson::new("0101701234")
            .record(
                "016",
                &[("RELTYP-FORÆLDREMYN", "0004"), ("START_DT-FORÆLDREMYN", "2008-01-01")],
            )
            .record("016", &uncertain);
        assert_eq!(
            fields(&person),
            "FORAELDREMYNMRK=X CFMY_RELTYPA=00004 CFMY_RELTYPB=00005 CFMY_STARTDATOA=20080101 \
             CFMY_STARTDATOB=20080300 CFMY_STARTDATOUSMA=  CFMY_STARTDATOUSMB=* FORAELDRE_MYN_PNRB=0202401234"
        );
    }

    #[test]
    fn second_other_holder_is_not_shown() {
        let holder = |kind| [("RELTYP-FORÆLDREMYN", kind), ("RELPNR", "0202401234")];
        let person = TestPerson::new("0101701234")
            .record("016", &holder("0005"))
            .record("016", &holder("0006"));
        assert_eq!(
            fields(&person),
            "FORAELDREMYNMRK=X CFMY_RELTYPA=00005 CFMY_STARTDATOUSMA=  FORAELDRE_MYN_PNRA=0202401234"
        );
    }
}
