//! The real platform's recorded answers for the persons of CPR's sample extract (`lookup.md` 0), compared as XML. They lie
//! beside the repository and are not part of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod recorded;

use std::path::{Path, PathBuf};

use civil::Pnr;
use gctp_proto::{AddressKey, GctpAnswer, GctpMethod, GctpRequest, PersonMethod};
use lookup::PersonRecords;
use lookup::ProtectedAddresses;
use lookup::gctp::{AddressSearch, person_table, relatives};
use recorded::replica::Replica;
use recorded::xml::elements;

/// There the real platform leaves out a child for no visible reason; it is not imitated (`lookup.md` 4.4).
const LEFT_OUT: &str = "0901414025.Familie+.Response.OK.xml";
/// The persons in it were multiplied by hand.
const ADRSOG1: &str = "ADRSOG1.OK.xml";

fn shared(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path)
}

/// The persons of the sample extract; `None`, and a line that says so, where it is not there.
fn sample() -> Option<Replica> {
    let path = shared("u12170p-110901.txt");
    let Ok(file) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    };
    Some(Replica::of(&file))
}

#[test]
fn answers_about_a_person_are_the_recorded_ones() {
    let Some(replica) = sample() else { return };
    let mut compared = 0;
    let mut different = Vec::new();
    for entry in std::fs::read_dir(shared("lookup-answers")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if [LEFT_OUT, ADRSOG1].contains(&name) {
            continue;
        }
        let answer = answer(&replica, name);
        if elements(&answer) != elements(&std::fs::read_to_string(&path).unwrap()) {
            different.push(format!("{name}\n{answer}"));
        }
        compared += 1;
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert_eq!(compared, 41 * 4 - 1);
}

/// Our answer to the question of a recording, `NUMBER.METHOD.Response.OK.xml`.
fn answer(replica: &Replica, name: &str) -> String {
    let mut parts = name.split('.');
    let (pnr, method) = (parts.next().unwrap(), parts.next().unwrap());
    let message = format!(
        r#"<Gctp v="1.0"><System r="CprSoeg"><Service r="{method}"><CprServiceHeader r="{method}"><Key><Field r="PNR" v="{pnr}"/></Key></CprServiceHeader></Service></System></Gctp>"#
    );
    let Ok(GctpRequest::Person { method, pnr }) = GctpRequest::parse(&message) else {
        panic!("{name} is no question about a person");
    };
    about(replica, method, pnr)
}

fn about(replica: &Replica, method: PersonMethod, pnr: Pnr) -> String {
    let person = replica.person(pnr).unwrap();
    let held: Vec<PersonRecords<'_>> =
        relatives(&person).iter().filter_map(|relative| replica.person(relative.pnr)).collect();
    let found = person_table(method, &person, &held, ProtectedAddresses::Given);
    GctpAnswer::found(method.into(), found.table).to_xml()
}

#[test]
fn answer_about_an_address_is_the_recorded_one() {
    let Some(mut replica) = sample() else { return };
    let recorded = std::fs::read_to_string(shared("lookup-answers").join(ADRSOG1)).unwrap();
    let recorded = elements(&recorded);
    let numbers = recorded.iter().filter_map(|element| element.value_of_field("PNR"));
    for number in numbers {
        // Those who are not in the extract have the data of the one before.
        replica.add_if_missing_like_the_one_before(number.parse().unwrap());
    }
    let key = address(&[("VEJK", "8512"), ("HNR", "0091"), ("POST", "9000"), ("MAXA", "20")]);
    let mut search = AddressSearch::new(&key, ProtectedAddresses::Given);
    replica.persons().for_each(|person| search.add(&person));
    let answer = GctpAnswer::found(GctpMethod::Adrsog1, search.finish().table).to_xml();
    assert_eq!(elements(&answer), recorded);
}

fn address(fields: &[(&str, &str)]) -> AddressKey {
    let field = |(name, value): &(&str, &str)| format!(r#"<Field r="{name}" v="{value}"/>"#);
    let fields: String = fields.iter().map(field).collect();
    let message = format!(
        r#"<Gctp v="1.0"><System r="CprSoeg"><Service r="ADRSOG1"><CprServiceHeader r="ADRSOG1"><Key>{fields}</Key></CprServiceHeader></Service></System></Gctp>"#
    );
    match GctpRequest::parse(&message).unwrap() {
        GctpRequest::Adrsog1(key) => *key,
        GctpRequest::Person { .. } => panic!("not a search"),
    }
}
