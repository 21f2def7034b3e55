//! A plain second reader reads the same value in every field of every record.

use std::collections::BTreeMap;

use civil::{EventCode, MunicipalityCode, Pnr, Status};
use extract::{Extract, Form, RecordType};

use crate::*;

/// Each person's records as text, in the order of the file.
fn read_slowly(file: &[u8]) -> BTreeMap<String, Vec<String>> {
    let text: String = file.iter().map(|&byte| char::from(byte)).collect();
    let mut persons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.split('\n').map(|line| line.trim_end_matches('\r')) {
        if line.is_empty() || ["000", "997", "999", "910"].contains(&&line[..3]) {
            continue;
        }
        let pnr: String = line.chars().skip(3).take(10).collect();
        persons.entry(pnr).or_default().push(line.to_owned());
    }
    persons
}

/// `length` letters of a record from a position (counted from 1, as the CPR office does).
fn letters(record: &str, position: usize, length: usize) -> String {
    record.chars().skip(position - 1).take(length).collect()
}

fn first<'a>(records: &'a [String], kind: &str) -> Option<&'a String> {
    records.iter().find(|record| record.starts_with(kind))
}

#[test]
fn both_readers_agree_on_every_field() {
    for form in [Form::PADDED_LF, Form::TRIMMED_CRLF] {
        let denmark = lively(8, 3000);
        let day = days(&denmark).nth(5).unwrap();
        for file in [everyone(&denmark, day, form), denmark.day(day, form)] {
            agree(&file);
        }
    }
}

fn agree(file: &[u8]) {
    let extract = Extract::parse(file).unwrap();
    let slow = read_slowly(file);
    assert_eq!(extract.persons().len(), slow.len());
    for (index, person) in (0u32..).zip(extract.persons()) {
        let records = &slow[&person.pnr().reveal().to_string()];
        let read: Vec<&[u8]> = extract.records_of(file, index).collect();
        assert_eq!(read.len(), records.len());
        for (read, record) in read.iter().zip(records) {
            fields_agree(read, record);
        }
        what_decides_agrees(person, records);
    }
}

/// Every field of the layout, byte by byte and letter by letter.
fn fields_agree(read: &[u8], record: &str) {
    let kind = RecordType::from_register(&read[..3]).unwrap();
    assert_eq!(kind.to_string(), letters(record, 1, 3));
    for field in kind.layout().unwrap().fields() {
        let bytes: String = field.of(read).iter().map(|&byte| char::from(byte)).collect();
        let slow = letters(record, field.position(), field.length());
        assert_eq!(bytes, slow, "{kind} {}", field.name());
    }
}

/// The fields that decide who receives the person; positions of `record-layouts.csv`.
fn what_decides_agrees(person: &extract::Person, records: &[String]) {
    let main = first(records, "001").unwrap();
    let status = Status::from_register(letters(main, 24, 2).as_bytes());
    assert_eq!(person.status(), status);
    let born = letters(main, 40, 10);
    assert_eq!(person.born().map(|born| born.to_string()).unwrap_or_default(), born.trim_end());
    let successor = Pnr::from_register(letters(main, 14, 10).as_bytes());
    let replaced = ["50", "60"].contains(&&*letters(main, 24, 2));
    assert_eq!(person.successor(), successor.filter(|_| replaced));
    let lives_in: Option<MunicipalityCode> =
        first(records, "002").and_then(|record| letters(record, 14, 4).parse().ok());
    assert_eq!(person.municipality(), lives_in);
    let events: Vec<EventCode> = records
        .iter()
        .filter(|record| record.starts_with("099"))
        .map(|record| letters(record, 26, 3).parse().unwrap())
        .collect();
    assert_eq!(person.events(), events);
}
