use extract::{Form, Layouts, Writer};
use jiff::civil::{Date, date};
use lookup::ProtectedAddresses;
use store::Person;

use super::*;

const AS_OF: Date = date(2026, 1, 5);
const ANNA: &str = "0101581234";
const BO: &str = "0202581235";

/// A person's records: each with its type and the fields that are filled.
fn person(pnr: &str, records: &[(&str, &[(&str, &str)])]) -> Person {
    let mut writer = Writer::new(Form::TRIMMED_LF);
    for (kind, fields) in records {
        let number = if *kind == "022" { "PNRGÆLD" } else { "PNR" };
        let mut record = writer.record(kind).unwrap().set(number, pnr).unwrap();
        for (field, value) in *fields {
            record = record.set(field, value).unwrap();
        }
        record.end();
    }
    let mut records = writer.finish();
    // Without the end of an extract.
    records.truncate(records.len() - "9999999999999".len() - "00000000\n".len());
    Person {
        pnr: pnr.parse().unwrap(),
        status: None,
        lives_in: None,
        born: None,
        run: "1".parse().unwrap(),
        records,
    }
}

fn found(person: Person, others: Vec<Person>) -> LookedUp {
    let layouts = Layouts::default().on(AS_OF);
    LookedUp { as_of: AS_OF, person, others, addresses: ProtectedAddresses::Given, layouts }
}

/// Somebody of whom the register has everything.
fn anna() -> Person {
    person(
        ANNA,
        &[
            (
                "001",
                &[
                    ("STATUS", "01"),
                    ("STATUSHAENSTART", "195801010000"),
                    ("KOEN", "K"),
                    ("FOED_DT", "1958-01-01"),
                    ("FOED_DT_UMRK", "*"),
                    ("STILLING", "Bager"),
                ],
            ),
            (
                "002",
                &[
                    ("KOMKOD", "0751"),
                    ("VEJKOD", "1234"),
                    ("HUSNR", "012B"),
                    ("ETAGE", "st"),
                    ("CONVN", "Bo Birk"),
                    ("TILFLYDTO", "201001311200"),
                    ("ADR1-SUPLADR", "Bagest i gården"),
                ],
            ),
            (
                "003",
                &[
                    ("ADRNVN", "Anna Birk"),
                    ("STANDARDADR", "Æblegade 12B,st"),
                    ("BYNVN", "Lunden"),
                    ("POSTNR", "8000"),
                    ("POSTDISTTXT", "Aarhus C"),
                ],
            ),
            (
                "004",
                &[
                    ("BESKYTTYPE", "0001"),
                    ("START_DT-BESKYTTELSE", "2020-01-31"),
                    ("SLET_DT-BESKYTTELSE", "2027-01-31"),
                ],
            ),
            ("004", &[("BESKYTTYPE", "0003"), ("START_DT-BESKYTTELSE", "2001-05-01")]),
            ("006", &[("ADR1-KONTAKTADR", "Postboks 77"), ("START_DT-ADRTXT", "2020-01-31")]),
            (
                "008",
                &[
                    ("FORNVN", "Anna"),
                    ("MELNVN", "Kirstine"),
                    ("EFTERNVN", "Birk"),
                    ("NVNHAENSTART", "199109230000"),
                    ("ADRNVN", "Anna K. Birk"),
                ],
            ),
            ("009", &[("START_MYNKOD-FØDESTED", "0751"), ("MYNTXT-FØDESTED", "Vor Frue")]),
            ("010", &[("LANDEKOD", "5100"), ("HAENSTART-STATSBORGERSKAB", "195801010000")]),
            ("011", &[("FKIRK", "F"), ("START_DT-FOLKEKIRKE", "1958-03-01")]),
            ("012", &[("CIVST", "G"), ("AEGTEPNR", BO), ("HAENSTART-CIVILSTAND", "198506011400")]),
            ("013", &[("START_DT-SEPARATION", "2025-12-01")]),
            ("014", &[("PNR-BARN", "0303581236")]),
            (
                "015",
                &[
                    ("PNRMOR", "0000000000"),
                    ("MOR_FOED_DT", "1930-00-00"),
                    ("MORNVN", "Mor,Maren"),
                    ("FAR_FOED_DT", "1958-01-01"),
                ],
            ),
            ("016", &[("RELTYP-FORÆLDREMYN", "0005"), ("RELPNR", "0404581237")]),
            (
                "017",
                &[
                    ("START_DT-UMYNDIG", "2024-01-31"),
                    ("RELADRSAT_RELPNR_TXT", "Værge Vang"),
                    ("RELTXT1", "Økonomi"),
                ],
            ),
            (
                "019",
                &[
                    ("NOTATNR", "01"),
                    ("NOTATLINIE", "\u{1b}[31mEn note"),
                    ("START_DT-NOTAT", "2001-01-01"),
                ],
            ),
            ("020", &[("VALGKODE", "0001"), ("START_DT-VALGOPLYSNINGER", "2001-01-01")]),
            ("022", &[("PNR", "0505581238"), ("SLUT_DT-PERSON", "1999-12-31")]),
            (
                "023",
                &[
                    ("KOMKOD", "0101"),
                    ("VEJKOD", "4321"),
                    ("HUSNR", "001"),
                    ("ETAGE", "02"),
                    ("SIDEDOER", "  tv"),
                    ("TILFLYDTO", "199001011200"),
                    ("FRAFLYDTO", "200001011200"),
                ],
            ),
            (
                "023",
                &[
                    ("ANNKOR", "A"),
                    ("KOMKOD", "0101"),
                    ("VEJKOD", "4322"),
                    ("TILFLYDTO", "200001011200"),
                    ("FRAFLYDTO", "201001311200"),
                ],
            ),
            (
                "024",
                &[
                    ("UDR_LANDEKOD", "5180"),
                    ("UDRDTO", "198001010000"),
                    ("INDRDTO", "198101010000"),
                ],
            ),
            (
                "026",
                &[
                    ("FORNVN", "Anna"),
                    ("EFTERNVN", "Vang"),
                    ("NVNHAENSTART", "195801010000"),
                    ("NVNHAENSLUT", "199109230000"),
                ],
            ),
            (
                "029",
                &[
                    ("CIVST", "U"),
                    ("HAENSTART-CIVILSTAND", "195801010000"),
                    ("HAENSLUT-CIVILSTAND", "198506011400"),
                ],
            ),
            ("099", &[("TIMESTAMPU", "202601051037"), ("HAENDELSE", "A01")]),
        ],
    )
}

fn bo() -> Person {
    let identity = [("STATUS", "90"), ("FOED_DT", "1958-02-02")];
    let names = [("ADRNVN", "Bo Birk")];
    person(BO, &[("001", &identity), ("004", &[("BESKYTTYPE", "0001")]), ("008", &names)])
}

fn shown(found: &LookedUp, language: Language) -> String {
    anstream::adapter::strip_str(&text(found, language)).to_string()
}

#[test]
fn person_in_english_is_this() {
    let found = found(anna(), vec![bo()]);
    insta::assert_snapshot!("english", shown(&found, Language::English));
}

#[test]
fn person_in_danish_is_this() {
    let found = found(anna(), vec![bo()]);
    insta::assert_snapshot!("danish", shown(&found, Language::Danish));
}

#[test]
fn person_who_is_gone_is_this() {
    let records: [(&str, &[(&str, &str)]); 4] = [
        ("001", &[("STATUS", "80"), ("KOEN", "M"), ("FOED_DT", "1958-02-02")]),
        ("005", &[("UDR_LANDEKOD", "5180"), ("UDRDTO", "201203041200"), ("UDLANDADR1", "Weg 1")]),
        ("012", &[("CIVST", "F"), ("AEGTEPNR", ANNA)]),
        ("031", &[]),
    ];
    let gone = person(BO, &records[..3]);
    insta::assert_snapshot!("gone", shown(&found(gone, Vec::new()), Language::English));
}

#[test]
fn protection_of_name_and_address_is_in_the_colour_of_an_alarm() {
    let text = text(&found(anna(), Vec::new()), Language::English);
    let alarm = crate::output::styled(
        crate::output::BAD,
        "PROTECTED: name and address, 2020-01-31 – 2027-01-31",
    );
    assert!(text.contains(&alarm), "{text}");
}
