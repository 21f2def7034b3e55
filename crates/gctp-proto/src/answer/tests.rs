use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::kvit::KvitKind;
use crate::method::PersonMethod;

const STAM: GctpMethod = GctpMethod::Person(PersonMethod::StamPlus);

#[test]
fn answer_is_compact_with_attributes_in_order() {
    let mut row = GctpRow::default();
    row.add_with_text("ADRNVN", "Birk, Anders", "Anders Birk");
    row.add("KOEN", "M");
    let mut table = GctpTable::new(STAM);
    table.rows = vec![row];
    assert_eq!(
        GctpAnswer::found(STAM, table).to_xml(),
        concat!(
            r#"<root xmlns="http://www.cpr.dk"><Gctp v="1.0"><System r="CprSoeg"><Service r="Stam+">"#,
            r#"<CprServiceHeader r="Stam+"/><CprData u="O"><Rolle r="HovedRolle"><Table r="Stam+">"#,
            r#"<Row k="0"><Field r="ADRNVN" t="Birk, Anders" v="Anders Birk"/><Field r="KOEN" v="M"/></Row>"#,
            r#"</Table></Rolle></CprData><Kvit r="Ok" t="" v="0"/></Service></System></Gctp></root>"#,
        )
    );
}

#[test]
fn unknown_person_has_an_empty_table() {
    assert_eq!(
        GctpAnswer::unknown_person(PersonMethod::Adresse4.into()).to_xml(),
        concat!(
            r#"<root xmlns="http://www.cpr.dk"><Gctp v="1.0"><System r="KontaktAdresse"><Service r="adresse4">"#,
            r#"<CprServiceHeader r="adresse4"/><CprData u="O"><Rolle r="HovedRolle"><Table r="adresse4"/></Rolle>"#,
            r#"</CprData><Kvit r="Fejl" t="person findes ikke" v="1022"/></Service></System></Gctp></root>"#,
        )
    );
}

#[test]
fn more_rows_than_wanted_are_counted_and_have_a_key() {
    let mut rest = GctpRow { is_rest: true, ..GctpRow::default() };
    rest.add("REST", "0101701234");
    let mut table = GctpTable::new(GctpMethod::Adrsog1);
    table.rows = vec![GctpRow::default(), rest];
    table.total = Some(25);
    let answer = GctpAnswer::found(GctpMethod::Adrsog1, table).to_xml();
    assert!(answer.contains(
        r#"<Table aia="25" r="ADRSOEG"><Row k="0"></Row><Row k="1" u="REST"><Field r="REST""#
    ));
}

#[test]
fn refusal_gives_its_reason() {
    let kvit = Kvit { kind: KvitKind::System, text: "prøv igen".into(), number: 7 };
    let answer = GctpAnswer::refused(STAM, kvit).to_xml();
    assert!(
        answer.contains(
            r#"<Table r="Stam+"/></Rolle></CprData><Kvit r="System" t="prøv igen" v="7"/>"#
        )
    );
}

proptest::proptest! {
    #[test]
    fn any_content_gives_a_well_formed_answer_with_it(text: String, value: String) {
        let mut row = GctpRow::default();
        row.add_with_text("ADRNVN", format!("x{text}"), format!("x{value}"));
        let mut table = GctpTable::new(STAM);
        table.rows = vec![row];
        let answer = GctpAnswer::found(STAM, table).to_xml();
        let readable = |text: &str| -> String {
            let blank = |letter: char| letter.is_ascii_control() || matches!(letter, '\u{fffe}' | '\u{ffff}');
            text.chars().map(|letter| if blank(letter) { ' ' } else { letter }).collect()
        };
        let expected = ["ADRNVN".to_owned(), format!("x{}", readable(&text)), format!("x{}", readable(&value))];
        proptest::prop_assert_eq!(field_of(&answer), expected);
    }
}

/// The values of the attributes of the first field, read by a parser that goes through the whole answer.
fn field_of(answer: &str) -> Vec<String> {
    let mut reader = Reader::from_str(answer);
    let mut found = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Empty(start) if start.name().as_ref() == "Field" => {
                let values = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    quick_xml::escape::unescape(&attribute.value).unwrap().into_owned()
                });
                found.extend(values);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}
