//! Any bytes are a question of GCTP or an error that repeats no number; an answer about anybody is well-formed.
//!
//! What stands behind the first line feed are the records of the person whom the question is about.
#![no_main]

use gctp_proto::{GctpAnswer, GctpMethod, GctpRequest};
use libfuzzer_sys::fuzz_target;
use lookup::gctp::{AddressSearch, person_table, relatives};
use lookup::{PersonRecords, ProtectedAddresses};
use quick_xml::Reader;
use quick_xml::events::Event;

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|&byte| byte == b'\n').unwrap_or(input.len());
    let (message, records) = input.split_at(end);
    match GctpRequest::parse_bytes(message) {
        Ok(GctpRequest::Person { method, pnr }) => {
            let person = PersonRecords::new(pnr, records);
            let held: Vec<_> =
                relatives(&person).iter().map(|it| PersonRecords::new(it.pnr, records)).collect();
            for addresses in [ProtectedAddresses::Given, ProtectedAddresses::LeftOut] {
                let found = person_table(method, &person, &held, addresses);
                check(&GctpAnswer::found(GctpMethod::Person(method), found.table));
            }
        }
        Ok(GctpRequest::Adrsog1(key)) => {
            let mut search = AddressSearch::new(&key, ProtectedAddresses::Given);
            search.add(&PersonRecords::new("0101581234".parse().expect("ten digits"), records));
            check(&GctpAnswer::found(GctpMethod::Adrsog1, search.finish().table));
        }
        Err(error) => {
            let digits = |text: &str| {
                text.as_bytes().windows(10).any(|ten| ten.iter().all(u8::is_ascii_digit))
            };
            assert!(!digits(&error.to_string()) && !digits(&error.danish()));
        }
    }
});

fn check(answer: &GctpAnswer) {
    let answer = answer.to_xml();
    let mut reader = Reader::from_str(&answer);
    while reader.read_event().expect("an answer is well-formed") != Event::Eof {}
}
