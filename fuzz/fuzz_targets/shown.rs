//! Whatever can be read person by person shows each record of a person once, with fields of any content.
#![no_main]

use extract::{Layouts, Off4Answer, PersonReader, RecordFields, Records, Shown};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let _ = Off4Answer::parse(file).map(|answer| answer.records().len());
    let Ok(mut persons) = PersonReader::new(file, file, &Layouts::default()) else { return };
    let layouts = persons.layouts().clone();
    let mut shown = 0;
    while let Some(part) = persons.next().expect("bytes in memory can be read") {
        let records: Vec<Vec<u8>> = match part {
            Shown::Person(person) => person.records().map(<[u8]>::to_vec).collect(),
            Shown::File(record) => vec![record],
            Shown::Stopped(_) => Vec::new(),
        };
        for record in &records {
            let layout = RecordFields::kind(record).and_then(|kind| layouts.of(kind));
            RecordFields::new(layout, record).iter().for_each(|(_, value)| drop(value.reveal().to_string()));
        }
        shown += records.len();
    }
    // What stands before the start record is filler.
    assert_eq!(shown, Records::new(file).flatten().filter(|record| !is_filler(record.text())).count());
});

fn is_filler(text: &[u8]) -> bool {
    text.iter().all(|byte| matches!(byte, b'\r' | b'\n' | b' ' | 0 | 0x1a))
}
