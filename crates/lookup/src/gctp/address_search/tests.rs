use gctp_proto::{GctpAnswer, GctpRequest};

use super::*;
use crate::test_person::{TestPerson, shown};

/// The road and place of [`TestPerson::resident`].
const ADDRESS: [(&str, &str); 2] = [("VEJK", "4711"), ("KOMK", "0851")];

fn key(fields: &[(&str, &str)]) -> AddressKey {
    let field = |(name, value): &(&str, &str)| format!(r#"<Field r="{name}" v="{value}"/>"#);
    let fields: String = fields.iter().map(field).collect();
    let message = format!(
        r#"<Gctp><System><Service r="ADRSOG1"><CprServiceHeader><Key>{fields}</Key></CprServiceHeader></Service></System></Gctp>"#
    );
    match GctpRequest::parse(&message).unwrap() {
        GctpRequest::Adrsog1(key) => *key,
        GctpRequest::Person { .. } => panic!("not a search"),
    }
}

fn search(key: &AddressKey, addresses: ProtectedAddresses, persons: &[TestPerson]) -> PersonsTable {
    let mut search = AddressSearch::new(key, addresses);
    persons.iter().for_each(|person| search.add(&person.records()));
    search.finish()
}

fn is_found_by(fields: &[(&str, &str)], person: TestPerson) -> bool {
    let found = search(&key(fields), ProtectedAddresses::Given, &[person]);
    !found.persons.is_empty()
}

fn residents(numbers: &[&'static str]) -> Vec<TestPerson> {
    numbers.iter().map(|pnr| TestPerson::resident(pnr)).collect()
}

#[test]
fn resident_is_a_row() {
    let found = search(&key(&ADDRESS), ProtectedAddresses::Given, &residents(&["0101701234"]));
    assert_eq!(
        shown(&found.table.rows[0]),
        "AKM=  CNVN_ADRNVN=Birk,Anders(Anders Birk) CNVN_STATUS=01 CPRS_FOEDDATO=19700101 ETAGE=01 HUSNR=026 \
         KOMKOD=0851 PNR=0101701234 SIDEDOER= tv STARTDATO=200101011536 TABMRK=1 VEJKOD=4711"
    );
    assert_eq!((found.persons.len(), found.table.total), (1, None));
}

#[test]
fn door_of_four_characters_is_whole() {
    assert_eq!(["", "1", "tv", "1234"].map(side), ["", "  1", " tv", "1234"]);
}

#[test]
fn each_field_of_the_address_must_fit() {
    let road = ("VEJK", "4711");
    for (fields, is_found) in [
        (&[road, ("KOMK", "851")][..], true),
        (&[road, ("POST", "9000")], true),
        (&[road, ("POST", "9000"), ("KOMK", "0851")], true),
        (&[road, ("POST", "9000"), ("KOMK", "0751")], false),
        (&[road, ("POST", "9100")], false),
        (&[("VEJK", "4712"), ("KOMK", "0851")], false),
        (&[("VNVN", "LINDEALLÉEN "), ("KOMK", "0851")], true),
        (&[("VNVN", "Lindevej"), ("KOMK", "0851")], false),
        (&[("VNVN", "Linde Alléen"), ("VNVN", "Lindealléen"), ("KOMK", "0851")], true),
        (&[road, ("VNVN", "Lindevej"), ("KOMK", "0851")], false),
        (&[road, ("KOMK", "0851"), ("HNR", "0026"), ("ETAG", "01"), ("SIDO", "00TV")], true),
        (&[road, ("KOMK", "0851"), ("HNR", "26")], true),
        (&[road, ("KOMK", "0851"), ("HNR", "026A")], false),
        (&[road, ("KOMK", "0851"), ("ETAG", "02")], false),
        (&[road, ("KOMK", "0851"), ("SIDO", "th")], false),
        (&[road, ("KOMK", "0851"), ("BNR", "1")], false),
    ] {
        assert_eq!(is_found_by(fields, TestPerson::resident("0101701234")), is_found, "{fields:?}");
    }
}

#[test]
fn each_fact_of_the_person_must_fit() {
    for (field, value, is_found) in [
        ("NVN", "anders", true),
        ("NVN", "Birk, Anders", true),
        ("NVN", "And", false),
        ("NVN3", "Lund", false),
        ("KON", "m", true),
        ("KON", "K", false),
        ("STAF", "01", true),
        ("STAF", "02", false),
        ("STB", "5100", true),
        ("STB", "5180", false),
    ] {
        let person = TestPerson::resident("0101701234").record("010", &[("LANDEKOD", "5100")]);
        let fields = [&ADDRESS[..], &[(field, value)]].concat();
        assert_eq!(is_found_by(&fields, person), is_found, "{field}={value}");
    }
}

#[test]
fn person_without_an_address_is_not_found() {
    let dead = TestPerson::new("0101701234").record("001", &[("STATUS", "90")]);
    assert!(!is_found_by(&ADDRESS, dead));
    let label_only = TestPerson::new("0101701234").record("003", &[("POSTNR", "9000")]);
    assert!(!is_found_by(&[("VEJK", "4711"), ("POST", "9000")], label_only));
}

#[test]
fn protected_person_is_given_or_left_out_altogether() {
    let persons =
        || [TestPerson::resident("0101700001").protected(), TestPerson::resident("0101700002")];
    let key = key(&[&ADDRESS[..], &[("AIA", "X")]].concat());
    let given = search(&key, ProtectedAddresses::Given, &persons());
    assert_eq!((given.persons.len(), given.table.total), (2, Some(2)));
    let left_out = search(&key, ProtectedAddresses::LeftOut, &persons());
    assert_eq!((left_out.persons.len(), left_out.table.total), (1, Some(1)));
}

#[test]
fn more_than_wanted_are_on_pages_in_rising_order() {
    let numbers = ["0101700005", "0101700001", "0101700003", "0101700002", "0101700004"];
    let page = |rest: &str| {
        let key = key(&[&ADDRESS[..], &[("MAXA", "2"), ("REST", rest)]].concat());
        let found = search(&key, ProtectedAddresses::Given, &residents(&numbers));
        let persons: Vec<u64> = found.persons.iter().map(|pnr| pnr.to_integer() % 10).collect();
        let last = found.table.rows.last().filter(|row| row.is_rest).map(shown);
        (persons, last, found.table.total)
    };
    assert_eq!(page(""), (vec![1, 2], Some("REST=0101700003".to_owned()), Some(5)));
    assert_eq!(page("0101700003"), (vec![3, 4], Some("REST=0101700005".to_owned()), Some(5)));
    assert_eq!(page("0101700005"), (vec![5], None, None));
}

#[test]
fn exactly_as_many_as_wanted_have_no_rest() {
    let key = key(&[&ADDRESS[..], &[("MAXA", "2")]].concat());
    let found = search(&key, ProtectedAddresses::Given, &residents(&["0101700001", "0101700002"]));
    assert_eq!((found.table.rows.len(), found.table.total), (2, None));
}

#[test]
fn nobody_found_is_an_empty_table() {
    let found = search(&key(&ADDRESS), ProtectedAddresses::Given, &[]);
    let answer = GctpAnswer::found(GctpMethod::Adrsog1, found.table).to_xml();
    assert!(answer.contains(r#"<Table r="ADRSOEG"/>"#) && answer.contains(r#"<Kvit r="Ok""#));
}

proptest::proptest! {
    /// Against a plain reference: all who fit, sorted and cut.
    #[test]
    fn pages_together_are_all_who_fit(
        numbers in proptest::collection::hash_set(0u64..40, 0..30),
        max_rows in 1usize..8,
    ) {
        let mut key = key(&ADDRESS);
        key.max_rows = max_rows;
        let person = TestPerson::resident("0101700000");
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let mut search = AddressSearch::new(&key, ProtectedAddresses::Given);
            for number in &numbers {
                search.add(&person.renumbered(*number).records());
            }
            let found = search.finish();
            seen.extend(found.persons.iter().map(|pnr| pnr.to_integer()));
            pages += 1;
            match found.table.rows.last().filter(|row| row.is_rest) {
                Some(row) => key.from = row.fields[0].value.parse().ok(),
                None => break,
            }
        }
        let mut expected: Vec<u64> = numbers.into_iter().collect();
        expected.sort_unstable();
        proptest::prop_assert_eq!(pages, expected.len().div_ceil(max_rows).max(1));
        proptest::prop_assert_eq!(seen, expected);
    }
}
