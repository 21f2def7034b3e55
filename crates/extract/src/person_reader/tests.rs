use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::form::Form;
use crate::writer::Writer;

fn pnr(number: u32) -> Pnr {
    Pnr::from_register(format!("{:010}", 101_580_000 + number).as_bytes()).unwrap()
}

/// A file of persons with these numbers, and labels for these.
fn file(form: Form, persons: &[u32], labels: &[u32]) -> Vec<u8> {
    let mut writer = Writer::new(form);
    let day = jiff::civil::date(2026, 1, 5);
    writer.start("004711".parse().unwrap(), day, day.yesterday().unwrap());
    let mut put = |kind: &str, number: u32| {
        let number = pnr(number).reveal().to_string();
        writer.record(kind).unwrap().set("PNR", &number).unwrap().end();
    };
    for &number in persons {
        ["001", "008", "099"].iter().for_each(|kind| put(kind, number));
    }
    labels.iter().for_each(|&number| put("003", number));
    writer.finish()
}

/// The types of the records, by person, in the order in which they come.
fn shown(reader: &mut PersonReader<&[u8]>) -> Vec<(Pnr, Vec<String>)> {
    let mut persons = Vec::new();
    while let Some(shown) = reader.next().unwrap() {
        if let Shown::Person(person) = shown {
            persons.push((person.pnr(), kinds(&person)));
        }
    }
    persons
}

fn kinds(person: &PersonRecords) -> Vec<String> {
    person.records().map(|record| String::from_utf8(record[..3].to_vec()).unwrap()).collect()
}

fn reader(file: &[u8]) -> PersonReader<&[u8]> {
    PersonReader::new(file, file, &Layouts::default()).unwrap()
}

const WHOLE: [&str; 4] = ["001", "003", "008", "099"];
const WITHOUT: [&str; 3] = ["001", "008", "099"];

#[test]
fn persons_come_with_their_labels_in_any_form_and_order_of_labels() {
    for form in Form::ALL {
        for labels in [[1, 2, 3], [3, 1, 2]] {
            let file = file(form, &[1, 2, 3], &labels);
            let persons = shown(&mut reader(&file));
            let expected: Vec<_> =
                [1, 2, 3].map(|n| (pnr(n), WHOLE.map(String::from).to_vec())).into();
            assert_eq!(persons, expected, "{form:?} {labels:?}");
        }
    }
}

#[test]
fn label_of_nobody_comes_at_the_end() {
    let file = file(Form::TRIMMED_LF, &[1, 2], &[7, 2, 5]);
    let persons = shown(&mut reader(&file));
    let expected: [(Pnr, &[&str]); 4] =
        [(pnr(1), &WITHOUT), (pnr(2), &WHOLE), (pnr(7), &["003"]), (pnr(5), &["003"])];
    let expected: Vec<_> =
        expected.map(|(pnr, kinds)| (pnr, kinds.iter().map(ToString::to_string).collect())).into();
    assert_eq!(persons, expected);
}

#[test]
fn labels_further_ahead_than_there_is_room_come_at_the_end() {
    let file = file(Form::PADDED_LF, &[1, 2], &[2, 1]);
    let of_size = |size| {
        let pieces = ChunkReader::of_size(&file[..], 300);
        let labels = LabelReader::within(ChunkReader::of_size(&file[..], 300), size);
        shown(&mut PersonReader::over(pieces, labels).unwrap())
    };
    // A label has 249 bytes.
    assert_eq!(of_size(250).len(), 2, "room for the second while the first is held");
    let kinds: Vec<usize> = of_size(249).iter().map(|(_, kinds)| kinds.len()).collect();
    assert_eq!(kinds, [3, 4, 1], "no room to look for the second");
}

#[test]
fn records_of_the_file_come_in_their_place() {
    let file = file(Form::TRIMMED_LF, &[1], &[1]);
    let error = format!("9100000000000{:75}8452not in CPR\n", "06");
    let file = [b"\r\n", &file[..], error.as_bytes(), b"   \r\n\x1a"].concat();
    let mut reader = reader(&file);
    assert_eq!(reader.header().proddto(), jiff::civil::date(2026, 1, 5));
    let mut kinds = Vec::new();
    while let Some(shown) = reader.next().unwrap() {
        kinds.push(match shown {
            Shown::File(text) => String::from_utf8(text[..3].to_vec()).unwrap(),
            Shown::Person(_) => "person".to_owned(),
            Shown::Stopped(_) => "stopped".to_owned(),
        });
    }
    assert_eq!(kinds, ["000", "person", "999", "910"]);
}

#[test]
fn reading_that_stops_says_where() {
    let file = [&file(Form::STREAM, &[1], &[])[..], b"0310101581234"].concat();
    let mut reader = reader(&file);
    let mut last = None;
    while let Some(shown) = reader.next().unwrap() {
        last = Some(shown);
    }
    assert!(matches!(last, Some(Shown::Stopped(_))));
}

#[test]
fn wanted_persons_come_whole_wherever_their_records_stand() {
    let file = file(Form::TRIMMED_LF, &[1, 2, 1, 3], &[3, 4, 1]);
    let wanted = BTreeSet::from([pnr(1), pnr(4), pnr(9)]);
    let found = reader(&file).of(&wanted).unwrap();
    let found: Vec<_> =
        found.iter().map(|person| (person.pnr(), kinds(person).join(" "))).collect();
    let one = "001 003 008 099 001 008 099";
    assert_eq!(found, [(pnr(1), one.to_owned()), (pnr(4), "003".to_owned())]);
}

#[test]
fn person_of_more_than_the_limit_comes_in_two_groups_and_is_not_gathered() {
    let record = |length: usize| format!("077{}{}\n", pnr(1).reveal(), "x".repeat(length - 13));
    let start = "00000000000000047112026010520260102\n";
    let half = PersonReader::<&[u8]>::LARGEST_PERSON / 8;
    // A line is shorter than a piece.
    let file = |more: usize| format!("{start}{}{}", record(half).repeat(7), record(half + more));
    let groups = |text: String| shown(&mut reader(text.as_bytes())).len();
    assert_eq!((groups(file(0)), groups(file(1))), (1, 2));
    let wanted = BTreeSet::from([pnr(1)]);
    assert!(reader(file(0).as_bytes()).of(&wanted).is_ok());
    let refused = reader(file(1).as_bytes()).of(&wanted);
    assert!(matches!(refused, Err(PersonReaderError::TooMuch)));
}

#[test]
fn file_that_is_no_extract_is_refused() {
    for bytes in [&b""[..], b"garbage"] {
        let refused = PersonReader::new(bytes, bytes, &Layouts::default());
        assert!(matches!(refused, Err(PersonReaderError::NotAnExtract(_))));
    }
}

proptest! {
    /// Whatever the order, each record comes once, under its number.
    #[test]
    fn every_record_comes_once(
        persons in prop::collection::vec(0u32..20, 0..30),
        labels in prop::collection::vec(0u32..20, 0..30),
        size in 600usize..2000,
        room in 0usize..3000,
    ) {
        for form in Form::ALL {
            let file = file(form, &persons, &labels);
            let pieces = ChunkReader::of_size(&file[..], size);
            let again = LabelReader::within(ChunkReader::of_size(&file[..], size), room);
            let mut counts: BTreeMap<(Pnr, String), usize> = BTreeMap::new();
            for (pnr, kinds) in shown(&mut PersonReader::over(pieces, again).unwrap()) {
                kinds.into_iter().for_each(|kind| *counts.entry((pnr, kind)).or_default() += 1);
            }
            let mut expected: BTreeMap<(Pnr, String), usize> = BTreeMap::new();
            for &number in &persons {
                for kind in WITHOUT {
                    *expected.entry((pnr(number), kind.to_owned())).or_default() += 1;
                }
            }
            for &number in &labels {
                *expected.entry((pnr(number), "003".to_owned())).or_default() += 1;
            }
            prop_assert_eq!(counts, expected);
        }
    }

    /// The fuzz target `shown` does the same.
    #[test]
    fn any_bytes_are_shown_whole(
        lines in prop::collection::vec("(003|001|910|031|x)?[0-9]{0,12}[ a\u{1a}]{0,3}\r?", 0..20),
        tail: Vec<u8>,
    ) {
        let start = "00000000000000047112026010520260102\n";
        let file = [start.as_bytes(), lines.join("\n").as_bytes(), &tail].concat();
        let (mut reader, mut count) = (reader(&file), 0);
        while let Some(shown) = reader.next().unwrap() {
            count += match shown {
                Shown::Person(person) => person.records().count(),
                Shown::File(_) => 1,
                Shown::Stopped(_) => 0,
            };
        }
        let records = crate::Records::new(&file).flatten();
        prop_assert_eq!(count, records.filter(|record| !is_all_filler(record.text())).count());
    }
}
