use gctp_proto::GctpRow;

use super::address::Address;
use super::basic_fields::{FieldTexts, basic_fields};
use crate::person_records::PersonRecords;

/// The row of `Stam+`: the person's basic data (`lookup.md` 4.3).
pub(super) fn stam_plus(person: &PersonRecords<'_>, address: &Address<'_>) -> GctpRow {
    let mut row = basic_fields(person, address, FieldTexts::Shown);
    row.add("CPSN_POSTDISTTXT", address.label.text("POSTDISTTXT"));
    row.add("VEJADRNVN", address.label.text("VEJADRNVN"));
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProtectedAddresses;
    use crate::test_person::{TestPerson, shown};

    fn row(person: &TestPerson, addresses: ProtectedAddresses) -> String {
        let records = person.records();
        shown(&stam_plus(&records, &Address::of(&records, addresses)))
    }

    #[test]
    fn resident_has_an_address() {
        assert_eq!(
            row(&TestPerson::resident("0101701234"), ProtectedAddresses::LeftOut),
            "ADRNVN=Anders Birk(Birk, Anders) BYNVN=Lunden ETAGE=01 FOEDDATO=19700101 HUSNR=026  KOEN=M \
             KOMKOD=0851 PNR=0101701234 POSTNR=9000(Aalborg) SIDEDOER=tv STADR=Lindealléen 26,1 tv STATUS=01 \
             VEJKOD=4711 CPSN_POSTDISTTXT=Aalborg VEJADRNVN=Lindealléen"
        );
    }

    #[test]
    fn protected_address_is_given_or_left_out_with_the_mark() {
        let person = TestPerson::resident("0101701234")
            .protected()
            .record("005", &[("UDR_LANDEKOD", "5180"), ("UDLANDADR1", "Platz 1")]);
        let given = row(&person, ProtectedAddresses::Given);
        assert!(given.contains("BESKYT=X BYNVN=Lunden") && given.contains("UDLANDSADR1=Platz 1"));
        assert_eq!(
            row(&person, ProtectedAddresses::LeftOut),
            "ADRNVN=Anders Birk(Birk, Anders) BESKYT=X FOEDDATO=19700101 KOEN=M PNR=0101701234 POSTNR=0 STATUS=01"
        );
    }

    #[test]
    fn person_abroad_has_the_address_there() {
        let person = TestPerson::new("0101701234").record("001", &[("STATUS", "80")]).record(
            "005",
            &[
                ("UDR_LANDEKOD", "5180"),
                ("UDLANDADR1", "Platz 1"),
                ("UDLANDADR2", "D 12345"),
                ("UDLANDADR5", "Tyskland"),
            ],
        );
        assert_eq!(
            row(&person, ProtectedAddresses::Given),
            "PNR=0101701234 POSTNR=0 STATUS=80 UDLANDSADR1=Platz 1 UDLANDSADR2=D 12345 UDLANDSADR5=Tyskland \
             UDRLANDEKOD=5180"
        );
    }

    #[test]
    fn replaced_number_has_its_own_data_and_the_valid_number() {
        let person = TestPerson::new("0101701234").record(
            "001",
            &[
                ("PNRGAELD", "0202801234"),
                ("STATUS", "60"),
                ("STATUSHAENSTART", "200111071559"),
                ("FOED_DT", "1970-01-01"),
                ("FOED_DT_UMRK", "*"),
            ],
        );
        assert_eq!(
            row(&person, ProtectedAddresses::Given),
            "FOEDDATO=19700101 FOEDDATOUSM=* PNR=0101701234 PNRGAELD=0202801234 POSTNR=0 STARTDATOSTATUS=20011107 \
             STATUS=60"
        );
    }

    #[test]
    fn post_code_has_no_leading_zeros_and_a_building_its_number() {
        let label =
            [("POSTNR", "0800"), ("BNR", "B-12"), ("CONVN", "c/o Lund"), ("LOKALITET", "Lunden")];
        let person = TestPerson::new("0101701234").record("003", &label);
        assert_eq!(
            row(&person, ProtectedAddresses::Given),
            "BNR=B-12 CONVN=c/o Lund LOKALITET=Lunden PNR=0101701234 POSTNR=800"
        );
    }
}
