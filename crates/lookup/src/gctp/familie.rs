use std::collections::BTreeMap;

use civil::Pnr;
use gctp_proto::GctpRow;

use super::address::Address;
use super::basic_fields::{FieldTexts, basic_fields};
use super::custody_fields::add_custody_fields;
use super::family_mark::FamilyMark;
use super::name_fields::add_name_fields;
use super::relative::relatives;
use super::value::type_of_five;
use crate::person_records::PersonRecords;
use crate::protected_addresses::ProtectedAddresses;

/// The rows of `Familie+` and `Familie` (`lookup.md` 4.4): the person's own data, and then a short row for everybody in the
/// family, the person among them. `held` are the relatives that the replica has; others are left out.
pub(super) fn familie(
    person: &PersonRecords<'_>,
    held: &[PersonRecords<'_>],
    addresses: ProtectedAddresses,
) -> (Vec<GctpRow>, Vec<Pnr>) {
    let family = family(person, held);
    let mut rows = vec![own_row(person, addresses)];
    rows.extend(family.values().map(|(member, mark)| member_row(member, *mark, addresses)));
    (rows, family.into_keys().collect())
}

/// The person and the relatives that are held, by number.
fn family<'p, 'a>(
    person: &'p PersonRecords<'a>,
    held: &'p [PersonRecords<'a>],
) -> BTreeMap<Pnr, (&'p PersonRecords<'a>, FamilyMark)> {
    let by_pnr: BTreeMap<Pnr, _> = held.iter().map(|held| (held.pnr(), held)).collect();
    let related = relatives(person).into_iter();
    let mut family: BTreeMap<Pnr, _> = related
        .filter_map(|relative| Some((relative.pnr, (*by_pnr.get(&relative.pnr)?, relative.mark))))
        .collect();
    family.insert(person.pnr(), (person, FamilyMark::Other));
    family
}

fn own_row(person: &PersonRecords<'_>, addresses: ProtectedAddresses) -> GctpRow {
    let address = Address::of(person, addresses);
    let mut row = basic_fields(person, &address, FieldTexts::LeftOut);
    add_name_fields(person, String::new(), &mut row);
    add_custody_fields(person, &mut row);
    row
}

fn member_row(
    member: &PersonRecords<'_>,
    mark: FamilyMark,
    addresses: ProtectedAddresses,
) -> GctpRow {
    let label = Address::of(member, addresses).label;
    let protections = member.all("004").map(|protection| type_of_five(&protection, "BESKYTTYPE"));
    let mut row = GctpRow::default();
    row.add("ADRNVN", member.first("008").text("ADRNVN"));
    row.add("CBSK_TYP", protections.filter(|kind| !kind.is_empty()).min().unwrap_or_default());
    row.add("CNVN_STATUS", member.first("001").text("STATUS"));
    row.add("CPSN_POSTDISTTXT", label.text("POSTDISTTXT"));
    row.add("CPST_POSTNR", label.number("POSTNR").unwrap_or_default());
    row.add("FAMMRK", mark.as_str());
    row.add("PNR_FOEDDATO", member.pnr().reveal().to_string());
    row.add("STADR", label.text("STANDARDADR"));
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_person::{TestPerson, shown};

    fn child() -> TestPerson {
        TestPerson::resident("0101700005")
            .record("015", &[("PNRMOR", "0101700009"), ("PNRFAR", "0101700001")])
            .record(
                "016",
                &[("RELTYP-FORÆLDREMYN", "0003"), ("START_DT-FORÆLDREMYN", "2008-01-01")],
            )
    }

    fn rows(
        person: &TestPerson,
        held: &[&TestPerson],
        addresses: ProtectedAddresses,
    ) -> Vec<String> {
        let held: Vec<_> = held.iter().map(|person| person.records()).collect();
        let (rows, persons) = familie(&person.records(), &held, addresses);
        assert_eq!(rows.len(), persons.len() + 1);
        rows.iter().map(shown).collect()
    }

    #[test]
    fn own_row_has_basic_data_name_and_custody_without_texts() {
        assert_eq!(
            rows(&child(), &[], ProtectedAddresses::Given)[0],
            "ADRNVN=Anders Birk BYNVN=Lunden ETAGE=01 FOEDDATO=19700101 HUSNR=026  KOEN=M KOMKOD=0851 \
             PNR=0101700005 POSTNR=9000 SIDEDOER=tv STADR=Lindealléen 26,1 tv STATUS=01 VEJKOD=4711 \
             CNVN_ADRNVN=Anders Birk CNVN_EFTERNVN=Birk CNVN_FORNVN=Anders CNVN_KOEN=M CNVN_STATUS=01 \
             FORAELDREMYNMRK=X CFMY_RELTYPA=00003 CFMY_STARTDATOA=20080101 CFMY_STARTDATOUSMA= "
        );
    }

    #[test]
    fn family_that_is_held_follows_in_rising_order_with_the_person() {
        let father = TestPerson::new("0101700001").record("001", &[("STATUS", "90")]);
        let stranger = TestPerson::resident("0101700003");
        let mother = TestPerson::resident("0101700009")
            .record("004", &[("BESKYTTYPE", "0003")])
            .record("004", &[("BESKYTTYPE", "0002")]);
        let address = "CPSN_POSTDISTTXT=Aalborg CPST_POSTNR=9000";
        let street = "STADR=Lindealléen 26,1 tv";
        assert_eq!(
            rows(&child(), &[&mother, &stranger, &father], ProtectedAddresses::LeftOut)[1..],
            [
                "CNVN_STATUS=90 FAMMRK=Far PNR_FOEDDATO=0101700001".to_owned(),
                format!(
                    "ADRNVN=Anders Birk CNVN_STATUS=01 {address} FAMMRK=Andet PNR_FOEDDATO=0101700005 {street}"
                ),
                format!(
                    "ADRNVN=Anders Birk CBSK_TYP=00002 CNVN_STATUS=01 {address} FAMMRK=Mor PNR_FOEDDATO=0101700009 {street}"
                ),
            ]
        );
        let own_only = rows(&child(), &[], ProtectedAddresses::Given);
        assert_eq!(own_only.len(), 2);
    }

    #[test]
    fn each_ones_protected_address_is_left_out() {
        let mother = TestPerson::resident("0101700009").protected();
        let left_out = rows(&child(), &[&mother], ProtectedAddresses::LeftOut);
        assert!(left_out[0].contains("STADR=") && left_out[1].contains("STADR="));
        assert_eq!(
            left_out[2],
            "ADRNVN=Anders Birk CBSK_TYP=00001 CNVN_STATUS=01 FAMMRK=Mor PNR_FOEDDATO=0101700009"
        );
        let given = rows(&child(), &[&mother], ProtectedAddresses::Given);
        assert!(given[2].contains("STADR="));
        let own = rows(&child().protected(), &[], ProtectedAddresses::LeftOut);
        assert!(own.iter().all(|row| !row.contains("STADR=")) && own[0].contains("BESKYT=X"));
    }
}
