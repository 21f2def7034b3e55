//! Applying the population and every day after it gives the same data as the generator.

use std::collections::BTreeMap;

use civil::Pnr;
use extract::{Extract, Form};
use jiff::civil::Date;

use crate::*;

/// Everyone's records except the events, which belong to a day and not to a person.
type Replica = BTreeMap<Pnr, Vec<Vec<u8>>>;

fn take_in(replica: &mut Replica, file: &[u8]) {
    let extract = Extract::parse(file).unwrap();
    for (index, person) in (0u32..).zip(extract.persons()) {
        assert!(person.has_changed());
        let records = extract.records_of(file, index).filter(|record| !record.starts_with(b"099"));
        replica.insert(person.pnr(), records.map(<[u8]>::to_vec).collect());
    }
}

fn same_after(denmark: &Population, count: usize) {
    let form = Form::TRIMMED_LF;
    let mut replica = Replica::new();
    take_in(&mut replica, &everyone(denmark, denmark.plan().first_day, form));
    let days: Vec<Date> = days(denmark).take(count).collect();
    for day in &days {
        take_in(&mut replica, &denmark.day(*day, form));
    }
    let mut own = Replica::new();
    take_in(&mut own, &everyone(denmark, days[count - 1], form));
    for (pnr, records) in &own {
        let text = |records: &Vec<Vec<u8>>| -> Vec<String> {
            let latin = |record: &Vec<u8>| record.iter().map(|&byte| char::from(byte)).collect();
            records.iter().map(latin).collect()
        };
        assert_eq!(replica.get(pnr).map(text), Some(text(records)), "the numbers are nobody's");
    }
    assert_eq!(replica.len(), own.len());
}

#[test]
fn a_year_of_days_leads_to_the_generators_own_state() {
    same_after(&denmark(6, 1500), 250);
}

#[test]
fn so_does_a_life_in_a_hurry() {
    let mut plan = Plan::new(7, 1000);
    plan.pace = 2000;
    same_after(&Population::new(plan).unwrap(), 60);
}
