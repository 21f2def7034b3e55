use super::*;
use crate::test_person::TestPerson;
use crate::test_xml::xml;

fn asked_at() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

fn of(person: &TestPerson) -> String {
    of_with(person, ProtectedAddresses::Given)
}

fn of_with(person: &TestPerson, addresses: ProtectedAddresses) -> String {
    xml(&response(&person.records(), asked_at(), addresses))
}

/// Somebody with every record that has a place in the answer.
fn full() -> TestPerson {
    TestPerson::resident("0101701234")
        .record(
            "005",
            &[
                ("UDR_LANDEKOD", "5130"),
                ("UDRDTO", "199901010000"),
                ("UDLANDADR1", "Main Street 1"),
            ],
        )
        .record("006", &[("ADR1-KONTAKTADR", "Postboks 7"), ("START_DT-ADRTXT", "2020-02-01")])
        .record("007", &[("FORSVINddTO", "200001011000")])
        .record("009", &[("START_MYNKOD-FØDESTED", "5902"), ("MYNTXT-FØDESTED", "Grenaa")])
        .record("010", &[("LANDEKOD", "5100"), ("HAENSTART-STATSBORGERSKAB", "197001010000")])
        .record(
            "012",
            &[("CIVST", "G"), ("AEGTEPNR", "0202701234"), ("HAENSTART-CIVILSTAND", "199506011200")],
        )
        .record("013", &[("START_DT-SEPARATION", "2025-06-01")])
        .record("014", &[("PNR-BARN", "0101155004")])
        .record("014", &[("PNR-BARN", "0101951234")])
        .record(
            "015",
            &[("PNRMOR", "0303451234"), ("FAR_FOED_DT", "1940-00-00"), ("FARNVN", "Birk,Niels")],
        )
        .record("016", &[("RELTYP-FORÆLDREMYN", "0003"), ("START_DT-FORÆLDREMYN", "2001-01-01")])
        .record(
            "016",
            &[
                ("RELTYP-FORÆLDREMYN", "0005"),
                ("RELPNR", "0404701234"),
                ("START_DT-RELPNR_PNR", "2002-01-01"),
            ],
        )
        .record(
            "017",
            &[
                ("START_DT-UMYNDIG", "2003-01-01"),
                ("UMYN_RELTYP", "0000"),
                ("RELPNR", "0505701234"),
                ("RELTXT1", "Linje"),
            ],
        )
        .record(
            "019",
            &[("NOTATNR", "01"), ("NOTATLINIE", "Et notat"), ("START_DT-NOTAT", "2004-01-01")],
        )
        .record("023", &[("KOMKOD", "0101"), ("VEJKOD", "0007"), ("TILFLYDTO", "198001010000")])
        .record(
            "023",
            &[
                ("KOMKOD", "0751"),
                ("VEJKOD", "0008"),
                ("TILFLYDTO", "199001010000"),
                ("ANNKOR", "K"),
            ],
        )
        .protected()
}

#[test]
fn answer_about_somebody_with_every_record_has_every_element_in_its_order() {
    insta::assert_snapshot!("full", of(&full()));
}

#[test]
fn answer_without_a_protected_address_keeps_what_clients_need() {
    insta::assert_snapshot!("left_out", of_with(&full(), ProtectedAddresses::LeftOut));
}

#[test]
fn answer_about_a_number_with_nothing_but_its_status_has_what_clients_need() {
    let person = TestPerson::new("0101701234")
        .record("001", &[("STATUS", "50"), ("PNRGAELD", "0202701234")]);
    let answer = of(&person);
    for present in [
        "<gaeldendePersonnummer>0202701234<",
        "<personadresseringsnavn/>",
        "<antalBoernUnder18>0<",
        "<adressebeskyttelse/>",
        "<vejviserbeskyttelse/>",
        "<markedsfoeringsbeskyttelse/>",
        "<separeret>false<",
        "<aktuelAdresse/>",
        "<mor/>",
        "<far/>",
    ] {
        assert!(answer.contains(present), "{present} in {answer}");
    }
    for absent in ["udrejseoplysninger", "umyndiggoerelse", "forsvindingsdato", "statusdato"] {
        assert!(!answer.contains(absent), "{absent} in {answer}");
    }
}

#[test]
fn children_are_counted_by_the_age_of_their_numbers_for_residents_alone() {
    let count = |status: &str| {
        let person = TestPerson::new("0101701234")
            .record("001", &[("STATUS", status)])
            .record("014", &[("PNR-BARN", "0303085004")])
            .record("014", &[("PNR-BARN", "0203085004")])
            .record("014", &[("PNR-BARN", "0000000000")]);
        let answer = of(&person);
        let (_, rest) = answer.split_once("<antalBoernUnder18>").unwrap();
        rest.split('<').next().unwrap().to_owned()
    };
    // One is 18 today, the other tomorrow.
    assert_eq!(count("01"), "1");
    assert_eq!(["03", "05", "07"].map(count), ["1"; 3]);
    assert_eq!(["20", "60", "70", "80", "90"].map(count), ["0"; 5]);
}

#[test]
fn custody_of_a_parent_names_no_number() {
    let person = TestPerson::new("0101701234")
        .record("016", &[("RELTYP-FORÆLDREMYN", "0004"), ("RELPNR", "0404701234")]);
    assert!(!of(&person).contains("0404701234"));
}

#[test]
fn guardianship_without_a_first_day_has_one_of_which_nothing_is_known() {
    let answer = of(&TestPerson::new("0101701234").record("017", &[("RELTXT1", "Linje")]));
    assert!(answer.contains("<dato>0001-01-01+00:50</dato>\n<usikkerhedsmarkering>*<"), "{answer}");
}
