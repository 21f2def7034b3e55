//! Additions to the layout are filled from their day on, and standard addresses have two forms.

use std::collections::BTreeSet;

use extract::{Addition, Field, FieldValue, Form, Layouts, RecordLayout, RecordType, Records};
use extract_lint::{Linter, Scope};
use synth::StandardAddress;

use crate::*;

/// A new record type, one behind the events, and further fields of three known types.
const ADDITION: &str = "record,position,length,kind,field,english
031,1,3,N,RECORDTYPE,
031,4,10,A,PNR,
031,14,10,A,START_DT-DELTBOPAEL,
031,24,1,A,START_DT_UMRK-DELTBOPAEL,
031,25,12,N,HAENSTART-DELTBOPAEL,
031,37,10,A,PNR-DELTBOPAEL,
031,47,34,A,DELTBOPAEL-TXT,
031,81,3,A,KODE-DELTBOPAEL,
120,1,3,N,RECORDTYPE,
120,4,10,A,PNR-EGET,
120,14,4,N,KODE,
001,107,1,A,NY_MRK,
002,307,36,A,ADRESSEUUID,
014,24,4,N,ANTAL,
";

fn layouts(day: &str) -> Layouts {
    let addition = Addition::parse(&format!("{day}.csv"), ADDITION).unwrap();
    Layouts::new(vec![addition]).unwrap()
}

#[test]
fn added_fields_are_filled_and_right_from_their_day_on() {
    let layouts = layouts("2026-01-06");
    let denmark = lively(5, 2000).with_layouts(layouts.clone());
    let before = days(&denmark).next().unwrap();
    assert_eq!(denmark.day(before, Form::STREAM), lively(5, 2000).day(before, Form::STREAM));
    for form in Form::ALL {
        let mut filled = BTreeSet::new();
        for day in days(&denmark).skip(1).take(3) {
            let file = denmark.day(day, form);
            let mut check = Linter::new(Scope::Changes).with_layouts(layouts.clone());
            check.file(&file[..]).unwrap();
            assert_eq!(check.finish().findings().kept(), [], "{form:?}");
            take_filled(&file, &layouts, &mut filled);
        }
        let all: BTreeSet<String> = ADDITION.lines().skip(1).map(name_of_row).collect();
        assert_eq!(filled, all, "{form:?}");
    }
}

/// The fields of the addition that have a value, as `031 PNR`.
fn take_filled(file: &[u8], layouts: &Layouts, filled: &mut BTreeSet<String>) {
    for record in Records::with_layouts(file, layouts) {
        let record = record.unwrap();
        let kind = record.kind().unwrap();
        let layouts = layouts.on(jiff::civil::date(2026, 1, 6));
        let known = kind.layout().map_or(0, RecordLayout::length);
        let added = layouts.of(kind).unwrap().fields().iter();
        let added = added.filter(|field| field.position() > known);
        let with_value = added.filter(|field| FieldValue::of(field, record.text()).is_some());
        filled.extend(with_value.map(|field: &Field| format!("{kind} {}", field.name())));
    }
}

fn name_of_row(row: &str) -> String {
    let columns: Vec<&str> = row.split(',').collect();
    format!("{} {}", columns[0], columns[4])
}

/// All standard addresses of a population.
fn addresses(form: StandardAddress) -> BTreeSet<String> {
    let plan = Plan { standard_address: form, ..Plan::new(3, 2000) };
    let denmark = Population::new(plan).unwrap();
    let file = everyone(&denmark, Plan::FIRST_DAY, Form::TRIMMED_LF);
    let field = RecordType::LABEL.layout().unwrap().field("STANDARDADR").unwrap();
    let labels =
        Records::new(&file).flatten().filter(|record| record.kind() == Some(RecordType::LABEL));
    labels
        .filter_map(|record| Some(FieldValue::of(field, record.text())?.reveal().to_string()))
        .collect()
}

#[test]
fn standard_addresses_are_those_of_2023_unless_the_old_form_is_wanted() {
    let (new, old) = (addresses(StandardAddress::Dar), addresses(StandardAddress::Old));
    assert!(new.iter().any(|address| address.contains(", st. ")));
    assert!(new.iter().all(|address| !address.contains(",s") && address.chars().count() <= 34));
    assert!(old.iter().any(|address| address.contains(",st ")));
    assert!(old.iter().all(|address| !address.contains(". tv") && address.chars().count() <= 34));
    // A letter stands beside the number, or behind a blank.
    let is_with_letter = |address: &String, blank: &str| {
        "ABCD".chars().any(|letter| {
            let before = address.split([',', '.']).next().unwrap_or_default();
            before.strip_suffix(letter).is_some_and(|rest| {
                let number = rest.strip_suffix(blank);
                number.is_some_and(|number| number.ends_with(|last: char| last.is_ascii_digit()))
            })
        })
    };
    assert!(new.iter().any(|address| is_with_letter(address, "")));
    assert!(old.iter().any(|address| is_with_letter(address, " ")));
}
