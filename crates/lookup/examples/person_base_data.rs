//! Prints the answer of a look-up for each person of an extract with invented persons, as lines of number, tab and XML:
//! `cargo run -p lookup --example person_base_data FILE MOMENT SERVICE [left-out]`. SERVICE is `sf1520`, `sf6008` or
//! `sf6008-list`; with `left-out`, protected persons' addresses are.
//!
//! `tests/end_to_end/lookup_reference.py` compares these lines with a second reading of the contract.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufWriter, Write as _};

use civil::Pnr;
use extract::Records;
use jiff::Timestamp;
use lookup::{PersonRecords, ProtectedAddresses, basic_information, person_base_data};
use soap_proto::{Service, lookup_answer};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, moment, service, rest @ ..] = arguments.as_slice() else {
        return Err("what is asked for: FILE MOMENT SERVICE [left-out]".into());
    };
    let addresses = match rest {
        [] => ProtectedAddresses::Given,
        _ => ProtectedAddresses::LeftOut,
    };
    let question = Question { service, asked_at: moment.parse()?, addresses };
    let replica = Replica::read(&std::fs::read(file)?);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for pnr in &replica.order {
        write!(out, "{}\t", pnr.reveal())?;
        out.write_all(&question.answer(&replica, *pnr)?)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

struct Question<'a> {
    service: &'a str,
    asked_at: Timestamp,
    addresses: ProtectedAddresses,
}

impl Question<'_> {
    fn answer(&self, replica: &Replica, pnr: Pnr) -> Result<Vec<u8>, Box<dyn Error>> {
        let person = replica.person(pnr).ok_or("no such person")?;
        let addresses = self.addresses;
        let (service, response, content) = match self.service {
            "sf1520" => {
                let children = person_base_data::children_under_18(&person, self.asked_at);
                let children = replica.persons(children);
                let content =
                    person_base_data::response(&person, &children, self.asked_at, addresses);
                (Service::PersonBaseDataExtended5, "PersonLookupResponse", content)
            }
            "sf6008" => {
                let content = basic_information::response(&person, true, addresses);
                (Service::BasicInformation, "callCPRBasicInformationExtendedResponse", content)
            }
            "sf6008-list" => {
                let valid = replica.person(person.valid_number());
                let valid = valid.as_ref().unwrap_or(&person);
                let listed = replica.persons(basic_information::listed_numbers(&person, valid));
                let content = basic_information::list_response(&listed, false, addresses);
                (Service::BasicInformation, "callCPRBasicInformationListResponse", content)
            }
            other => return Err(format!("no such service: {other}").into()),
        };
        Ok(lookup_answer(service, response, &content))
    }
}

/// An extract's persons, in the order in which they appear.
#[derive(Default)]
struct Replica {
    order: Vec<Pnr>,
    records: HashMap<Pnr, Vec<u8>>,
}

impl Replica {
    fn read(file: &[u8]) -> Self {
        let mut replica = Self::default();
        let records = Records::new(file).filter_map(Result::ok);
        for record in records.filter(|record| !is_about_nobody(record)) {
            let Some(pnr) = record.pnr() else { continue };
            let records = replica.records.entry(pnr).or_insert_with(|| {
                replica.order.push(pnr);
                Vec::new()
            });
            records.extend_from_slice(record.text());
            records.push(b'\n');
        }
        replica
    }

    fn person(&self, pnr: Pnr) -> Option<PersonRecords<'_>> {
        Some(PersonRecords::new(pnr, self.records.get(&pnr)?))
    }

    fn persons(&self, numbers: Vec<Pnr>) -> Vec<PersonRecords<'_>> {
        numbers.into_iter().filter_map(|number| self.person(number)).collect()
    }
}

/// Start, end, receipt and error records.
fn is_about_nobody(record: &extract::Record<'_>) -> bool {
    record.kind().is_none_or(|kind| matches!(kind.to_integer(), 0 | 910..))
}
