//! Whole answers of SF1520, of special persons among others (`lookup.md` 2.6). All persons are invented.
#![allow(clippy::unwrap_used, reason = "tests")]

use extract::{Form, Writer};
use insta::assert_snapshot;
use lookup::{PersonRecords, ProtectedAddresses, person_base_data};
use soap_proto::{Service, lookup_answer};

const PNR: &str = "6707701234";

type Record<'a> = (&'a str, &'a [(&'a str, &'a str)]);

/// The answer with each element on a line of its own.
fn answer(records: &[Record<'_>], addresses: ProtectedAddresses) -> String {
    let bytes = written(records);
    let person = PersonRecords::new(PNR.parse().unwrap(), &bytes);
    let asked_at = "2026-01-05T12:00:00Z".parse().unwrap();
    let content = person_base_data::response(&person, &[], asked_at, addresses);
    let service = Service::PersonBaseDataExtended5;
    let answer = lookup_answer(service, "PersonLookupResponse", &content);
    String::from_utf8(answer).unwrap().replace("><ns5", ">\n<ns5")
}

fn written(records: &[Record<'_>]) -> Vec<u8> {
    let mut writer = Writer::new(Form::PADDED_LF);
    for (kind, fields) in records {
        let mut record = writer.record(kind).unwrap().set("PNR", PNR).unwrap();
        for (field, value) in *fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
    }
    writer.take()
}

const NAME: Record<'_> = (
    "008",
    &[
        ("FORNVN", "Søren Åge"),
        ("EFTERNVN", "Holm"),
        ("NVNHAENSTART", "197007071200"),
        ("ADRNVN", "Søren Åge Holm"),
    ],
);
const CITIZENSHIP: Record<'_> =
    ("010", &[("LANDEKOD", "5100"), ("HAENSTART-STATSBORGERSKAB", "197007071299")]);

const RESIDENT: [Record<'_>; 16] = [
    (
        "001",
        &[
            ("STATUS", "1"),
            ("KOEN", "M"),
            ("FOED_DT", "1970-07-07"),
            ("START_DT-PERSON", "1970-07-07"),
            ("START_DT_UMRK-PERSON", "*"),
            ("STILLING", "Bager"),
        ],
    ),
    (
        "002",
        &[
            ("KOMKOD", "751"),
            ("VEJKOD", "4711"),
            ("HUSNR", "004"),
            ("ETAGE", "01"),
            ("SIDEDOER", "mf"),
            ("TILFLYDTO", "201203041010"),
        ],
    ),
    ("004", &[("BESKYTTYPE", "1"), ("START_DT-BESKYTTELSE", "2016-05-04")]),
    NAME,
    ("009", &[("START_MYNKOD-FØDESTED", "8401")]),
    CITIZENSHIP,
    (
        "012",
        &[("CIVST", "G"), ("AEGTEPNR", "6808711234"), ("HAENSTART-CIVILSTAND", "199907012000")],
    ),
    ("014", &[("PNR-BARN", "6909991234")]),
    ("014", &[("PNR-BARN", "7010014321")]),
    ("015", &[("PNRMOR", "6101401234"), ("FAR_FOED_DT", "1939-00-00"), ("FARNVN", "Holm,Jens")]),
    ("019", &[("NOTATNR", "1"), ("NOTATLINIE", "Notat"), ("START_DT-NOTAT", "2001-01-01")]),
    (
        "023",
        &[
            ("KOMKOD", "461"),
            ("VEJKOD", "1234"),
            ("HUSNR", "001"),
            ("TILFLYDTO", "200506071213"),
            ("FRAFLYDTO", "201203041010"),
        ],
    ),
    (
        "023",
        &[
            ("ANNKOR", "A"),
            ("KOMKOD", "101"),
            ("VEJKOD", "987"),
            ("HUSNR", "012B"),
            ("TILFLYDTO", "199806072099"),
            ("FRAFLYDTO", "200506071213"),
        ],
    ),
    ("006", &[("ADR1-KONTAKTADR", "Postboks 117"), ("START_DT-ADRTXT", "2020-01-01")]),
    ("017", &[("START_DT-UMYNDIG", "2017-03-02"), ("UMYN_RELTYP", "1"), ("RELPNR", "6808711234")]),
    (
        "003",
        &[
            ("ADRNVN", "Søren Åge Holm"),
            ("STANDARDADR", "Birkevej 4,1 mf"),
            ("BYNVN", "Lunden"),
            ("POSTNR", "8990"),
            ("POSTDISTTXT", "Nyby"),
            ("VEJADRNVN", "Birkevej"),
        ],
    ),
];

#[test]
fn answer_on_a_protected_resident_has_everything() {
    assert_snapshot!("resident", answer(&RESIDENT, ProtectedAddresses::Given));
}

#[test]
fn answer_on_a_protected_resident_has_no_addresses_when_the_agreement_says_so() {
    assert_snapshot!("resident_left_out", answer(&RESIDENT, ProtectedAddresses::LeftOut));
}

#[test]
fn answer_on_an_unprotected_resident_is_the_same_under_each_setting() {
    let records: Vec<_> = RESIDENT.into_iter().filter(|(kind, _)| *kind != "004").collect();
    let [given, left_out] = [ProtectedAddresses::Given, ProtectedAddresses::LeftOut]
        .map(|addresses| answer(&records, addresses));
    assert_eq!(given, left_out);
}

#[test]
fn answer_on_a_dead_person_has_status_and_no_address() {
    let records = [
        (
            "001",
            &[
                ("STATUS", "90"),
                ("STATUSHAENSTART", "202001022399"),
                ("KOEN", "M"),
                ("FOED_DT", "1970-07-07"),
            ][..],
        ),
        NAME,
        CITIZENSHIP,
        ("012", &[("CIVST", "D"), ("AEGTEPNR", "6808711234")]),
        ("003", &[("ADRNVN", "Søren Åge Holm")]),
    ];
    assert_snapshot!("dead", answer(&records, ProtectedAddresses::Given));
}

#[test]
fn answer_on_an_emigrant_has_the_address_abroad() {
    let records = [
        (
            "001",
            &[
                ("STATUS", "80"),
                ("STATUSHAENSTART", "201408090703"),
                ("KOEN", "M"),
                ("FOED_DT", "1970-07-07"),
            ][..],
        ),
        (
            "005",
            &[
                ("UDR_LANDEKOD", "5180"),
                ("UDRDTO", "201408090703"),
                ("UDLANDADR1", "Ringstrasse 2"),
                ("UDLANDADR2", "12345 Kiel"),
                ("UDLANDADR3", "Tyskland"),
            ],
        ),
        NAME,
        CITIZENSHIP,
    ];
    assert_snapshot!("emigrant", answer(&records, ProtectedAddresses::Given));
}

#[test]
fn answer_on_a_person_who_disappeared_says_when() {
    let records = [
        ("001", &[("STATUS", "70"), ("STATUSHAENSTART", "201507081615")][..]),
        ("007", &[("FORSVINddTO", "201507081615"), ("FORSVINDDTO_UMRK", "*")]),
        NAME,
    ];
    assert_snapshot!("disappeared", answer(&records, ProtectedAddresses::Given));
}

#[test]
fn answer_on_a_replaced_number_names_the_valid_one_and_is_its_own() {
    for status in ["60", "50", "30"] {
        let records = [
            (
                "001",
                &[("PNRGAELD", "6707711235"), ("STATUS", status), ("FOED_DT", "1970-07-07")][..],
            ),
            NAME,
        ];
        let answer = answer(&records, ProtectedAddresses::Given);
        for expected in [
            "<ns5:personnummer>6707701234</",
            "<ns5:gaeldendePersonnummer>6707711235</",
            &format!("<ns5:status>{status}</"),
            "<ns5:personadresseringsnavn>Søren Åge Holm</",
            "<ns5:aktuelAdresse/>",
        ] {
            assert!(answer.contains(expected), "{expected} in {answer}");
        }
    }
}

#[test]
fn answer_on_a_child_without_a_name_has_the_element() {
    let records = [("001", &[("STATUS", "1"), ("FOED_DT", "2026-01-05")][..]), ("008", &[])];
    let answer = answer(&records, ProtectedAddresses::Given);
    assert!(answer.contains("<ns5:navn>\n<ns5:personadresseringsnavn/></ns5:navn>"), "{answer}");
    assert!(answer.contains("<ns5:alder>0</ns5:alder>"), "{answer}");
}
