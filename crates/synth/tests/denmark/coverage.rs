//! Every record type and every field of the layout has a value somewhere.

use std::collections::{BTreeMap, BTreeSet};

use extract::{FieldKind, Form, Records, layouts};
use synth::{Plan, Population};

use crate::*;

/// In how many records each field has a value, by record type and name.
#[derive(Default)]
struct Filled(BTreeMap<(String, &'static str), u64>);

impl Filled {
    fn take(&mut self, file: &[u8]) {
        for record in Records::new(file) {
            let record = record.unwrap();
            let kind = record.kind().unwrap();
            for field in kind.layout().unwrap().fields() {
                // Zeros mean that a number is missing.
                let nothing: &[u8] = match field.kind() {
                    FieldKind::Digits if field.name() != "RECORDTYPE" => b" 0",
                    FieldKind::Digits | FieldKind::Text => b" ",
                };
                if field.of(record.text()).iter().any(|byte| !nothing.contains(byte)) {
                    *self.0.entry((kind.to_string(), field.name())).or_default() += 1;
                }
            }
        }
    }

    /// The fields of the layout that had no value anywhere.
    fn missing(&self) -> BTreeSet<String> {
        let all = layouts().iter().flat_map(|layout| {
            let kind = layout.kind().to_string();
            layout.fields().iter().map(move |field| (kind.clone(), field.name()))
        });
        let never = all.filter(|field| !self.0.contains_key(field));
        never.map(|(kind, name)| format!("{kind} {name}")).collect()
    }
}

#[test]
fn population_and_sixty_days_fill_every_field() {
    let denmark = Population::new(Plan::new(3, 20_000)).unwrap();
    let mut filled = Filled::default();
    filled.take(&everyone(&denmark, Plan::FIRST_DAY, Form::TRIMMED_LF));
    // Values that only occur in a day's extract: answers to the subscriber, and relations to an event's main person.
    let of_days =
        |field: &String| ["910", "997"].contains(&&field[..3]) || field == "099 AFLEDTMRK";
    let missing: Vec<String> = filled.missing().into_iter().filter(|f| !of_days(f)).collect();
    assert_eq!(missing, [""; 0], "of the population");
    for day in days(&denmark).take(60) {
        filled.take(&denmark.day(day, Form::TRIMMED_LF));
    }
    assert_eq!(filled.missing(), BTreeSet::new());
}

/// Research protection was abolished, and the credit warning came in 2017 (`layout-since-2011.md` 2).
#[test]
fn protections_are_those_that_the_register_has_today() {
    let file = everyone(&denmark(3, 20_000), Plan::FIRST_DAY, Form::PADDED_LF);
    let of_protections =
        Records::new(&file).flatten().filter(|record| record.text().starts_with(b"004"));
    let kinds: BTreeSet<Vec<u8>> =
        of_protections.map(|record| record.text()[13..17].to_vec()).collect();
    let kinds: Vec<&[u8]> = kinds.iter().map(Vec::as_slice).collect();
    assert_eq!(kinds, [b"0001", b"0003", b"0005"]);
}

/// The valid number has a `022` with the former one, whose `001` names the valid one.
#[test]
fn former_numbers_of_a_population_and_valid_ones_name_each_other() {
    let file = everyone(&denmark(3, 20_000), Plan::FIRST_DAY, Form::TRIMMED_LF);
    let (mut by_former, mut by_valid) = (BTreeSet::new(), BTreeSet::new());
    for record in Records::new(&file) {
        let record = record.unwrap();
        let text = record.text();
        match &text[..3] {
            b"001" if text[13..23].iter().any(|byte| *byte != b' ') => {
                assert!([b"60", b"50"].contains(&text[23..25].try_into().unwrap()));
                by_former.insert((text[3..13].to_vec(), text[13..23].to_vec()));
            }
            b"022" => {
                by_valid.insert((text[13..23].to_vec(), text[3..13].to_vec()));
            }
            _ => {}
        }
    }
    assert!(by_former.len() > 20, "{}", by_former.len());
    assert_eq!(by_former, by_valid);
}
