//! Prints the answer of SF1520 (version 5) about each person of an extract: `PNR<TAB>XML`, one to a line. For comparing it
//! with a reference; never for real persons.
#![allow(clippy::print_stdout, reason = "an example")]

use std::collections::BTreeMap;
use std::error::Error;

use civil::Pnr;
use extract::Extract;
use lookup::{PersonRecords, ProtectedAddresses, person_base_data};
use soap_proto::{Service, lookup_answer};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: person_base_data EXTRACT ASKED_AT")?;
    let asked_at = arguments.next().ok_or("when it is asked, such as 2026-03-02T12:00:00Z")?;
    let asked_at = asked_at.parse()?;
    let bytes = std::fs::read(path)?;
    let extract = Extract::parse(&bytes)?;
    let mut persons = BTreeMap::<Pnr, Vec<u8>>::new();
    for (index, person) in (0u32..).zip(extract.persons()) {
        let records = persons.entry(person.pnr()).or_default();
        extract.records_of(&bytes, index).for_each(|record| {
            records.extend_from_slice(record);
            records.push(b'\n');
        });
    }
    for (pnr, records) in persons {
        let person = PersonRecords::new(pnr, &records);
        let content = person_base_data::response(&person, asked_at, ProtectedAddresses::Given);
        let service = Service::PersonBaseDataExtended5;
        let answer = lookup_answer(service, "PersonLookupResponse", &content);
        println!("{}\t{}", pnr.reveal(), String::from_utf8(answer)?);
    }
    Ok(())
}
