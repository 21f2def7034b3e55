use gctp_proto::GctpRow;

use super::name_fields::{add_name_fields, sorted_name};
use crate::person_records::PersonRecords;

/// The row of NAVNE3: the person's name (`lookup.md` 4.5).
pub(super) fn navne3(person: &PersonRecords<'_>) -> GctpRow {
    let mut row = GctpRow::default();
    add_name_fields(person, sorted_name(person, ", "), &mut row);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::{TestPerson, shown};

    #[test]
    fn name_has_its_parts_marks_and_times() {
        let person = TestPerson::new("0101701234")
            .record(
                "001",
                &[
                    ("KOEN", "K"),
                    ("STATUS", "70"),
                    ("STATUSHAENSTART", "200001020304"),
                    ("STATUSDTO_UMRK", "*"),
                ],
            )
            .record(
                "008",
                &[
                    ("FORNVN", "Anna Bo"),
                    ("MELNVN", "Berg"),
                    ("MELNVN_MRK", "K"),
                    ("EFTERNVN", "Lund"),
                    ("ADRNVN", "Anna Berg Lund"),
                    ("NVNHAENSTART", "199900000000"),
                    ("HAENSTART_UMRK-NAVNE", "*"),
                ],
            )
            .record("026", &[("FORNVN", "Anne")]);
        assert_eq!(
            shown(&navne3(&person.records())),
            "CNVN_ADRNVN=Anna Berg Lund(Lund, Anna Bo Berg) CNVN_EFTERNVN=Lund CNVN_FORNVN=Anna Bo CNVN_KOEN=K \
             CNVN_MELNVN=Berg CNVN_MELNVNMRK=K CNVN_STARTDATO=199900000000 CNVN_STARTDATOUSM=* CNVN_STATUS=70 \
             CNVN_STATUSDATOUSM=* CNVN_STATUSSTARTDATO=200001020304 HISTORIKMRK=X"
        );
    }

    #[test]
    fn child_without_a_name_has_no_fields_of_it() {
        let person = TestPerson::new("0101701234")
            .record("001", &[("KOEN", "K"), ("STATUS", "01")])
            .record("008", &[]);
        assert_eq!(shown(&navne3(&person.records())), "CNVN_KOEN=K CNVN_STATUS=01");
    }

    #[test]
    fn name_of_one_part_has_no_comma() {
        let name = [("FORNVN", "Anna"), ("ADRNVN", "Anna")];
        let person = TestPerson::new("0101701234").record("008", &name);
        assert_eq!(shown(&navne3(&person.records())), "CNVN_ADRNVN=Anna(Anna) CNVN_FORNVN=Anna");
    }
}
