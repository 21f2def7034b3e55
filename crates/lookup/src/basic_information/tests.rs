use super::*;
use crate::test_person::TestPerson;
use crate::test_xml::xml;

fn of(person: &TestPerson, is_extended: bool, addresses: ProtectedAddresses) -> String {
    xml(&response(&person.records(), is_extended, addresses))
}

#[test]
fn answer_about_a_resident_has_the_order_of_the_schema() {
    let person = TestPerson::resident("0101701234")
        .record("010", &[("LANDEKOD", "5100")])
        .record("012", &[("CIVST", "G")])
        .record("024", &[("INDR_LANDEKOD", "5104"), ("INDRDTO", "199001011200")])
        .record("024", &[("INDR_LANDEKOD", "5120"), ("INDRDTO", "201001011200")]);
    insta::assert_snapshot!("resident", of(&person, true, ProtectedAddresses::Given));
    let basic = of(&person, false, ProtectedAddresses::Given);
    assert!(!basic.contains("<fornavn>"), "{basic}");
}

#[test]
fn protected_address_that_is_left_out_leaves_the_name_and_the_mark() {
    let person = TestPerson::resident("0101701234").protected();
    let given = of(&person, false, ProtectedAddresses::Given);
    assert!(given.contains("<navneOgAdressebeskyttelse>true<") && given.contains("<vejkode>4711<"));
    let left_out = of(&person, false, ProtectedAddresses::LeftOut);
    assert!(left_out.contains("<navneOgAdressebeskyttelse>true<"), "{left_out}");
    assert!(left_out.contains("<adresseringsnavn>Anders Birk<"), "{left_out}");
    for name in ["vejkode", "standardadresse", "postnummer", "husnummer", "kommunekode"] {
        assert!(!left_out.contains(&format!("<{name}>")), "{left_out}");
    }
}
