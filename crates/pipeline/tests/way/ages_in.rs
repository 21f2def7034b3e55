//! Persons who enter an age range are delivered on that day, though their data have not changed.

use std::collections::BTreeSet;
use std::time::Duration;

use extract::Extract;
use filters::Combination::{All, Any};
use manifest::AGES_IN;
use pipeline::NoObserver;
use store::{Delivery, DeliveryKind, DeliveryQuery};

use crate::site::*;

/// 17 until the 6th of January 2026, in Aarhus.
const ANNA: &str = "0601080001";
/// The same in København.
const BO: &str = "0601080002";
/// 18 already.
const CARL: &str = "0501080003";

fn agreement(site: &Site) -> store::Agreement {
    site.store.agreement(agreement_uuid(0)).unwrap().unwrap()
}

/// A record of a person with a day of birth.
fn born(day: i8, persons: &[(&str, &str, &str)]) -> Vec<u8> {
    let plain: Vec<(&str, &str, &str, &str)> =
        persons.iter().map(|(pnr, komkod, _)| (*pnr, *komkod, "A01", "")).collect();
    let mut bytes = extract(day, if day == 5 { 2 } else { day - 1 }, &plain);
    for (pnr, _, born) in persons {
        let start = format!("001{pnr}");
        let place = bytes.windows(start.len()).position(|found| found == start.as_bytes()).unwrap();
        bytes[place + 39..place + 49].copy_from_slice(born.as_bytes());
    }
    bytes
}

fn site(combination: filters::Combination, lines: &[&str], is_on: bool) -> Site {
    let site = Site::new();
    site.subscribe(&[(combination, set(lines))]);
    let persons =
        [(ANNA, "751", "2008-01-06"), (BO, "101", "2008-01-06"), (CARL, "751", "2008-01-05")];
    site.ingest("first", &born(5, &persons));
    site.store.set_ages_in(agreement(&site).id, is_on, &author(), now()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    site
}

/// A day on which these persons change, and what was delivered up to then.
fn pass(
    site: &Site,
    day: i8,
    persons: &[(&str, &str, &str)],
) -> Vec<(DeliveryKind, BTreeSet<String>)> {
    let other = [("3112700009", "461", "1970-12-31")];
    let persons: Vec<_> = persons.iter().chain(&other).copied().collect();
    site.ingest(&format!("day {day}"), &born(day, &persons));
    site.pipeline.write_loads(&NoObserver).unwrap();
    let files = site.delivered();
    let persons = |one: Delivery| {
        let extract = Extract::parse(&files[&one.name]).unwrap();
        let persons = extract.persons().iter();
        (one.kind, persons.map(|person| person.pnr().reveal().to_string()).collect())
    };
    deliveries(site).into_iter().map(persons).collect()
}

fn deliveries(site: &Site) -> Vec<Delivery> {
    site.store.deliveries(DeliveryQuery::Agreement(agreement(site).id)).unwrap()
}

fn names(pnrs: &[&str]) -> BTreeSet<String> {
    pnrs.iter().map(|pnr| (*pnr).to_owned()).collect()
}

use DeliveryKind::{Day, Load};

#[test]
fn person_who_turns_18_is_delivered_on_that_day_and_once() {
    let site = site(Any, &["age 18-99"], true);
    let delivered = pass(&site, 6, &[]);
    let other = names(&["3112700009"]);
    assert_eq!(delivered[1..], [(Day, other.clone()), (Load, names(&[ANNA, BO]))]);
    let load = &site.store.loads(Some(agreement(&site).id)).unwrap()[0];
    assert_eq!(load.reason.as_deref(), Some(AGES_IN));
    let ages_in: Vec<bool> = deliveries(&site).iter().map(|one| one.ages_in).collect();
    assert_eq!(ages_in, [false, false, true]);
    assert_eq!(pass(&site, 7, &[])[3..], [(Day, other)], "once");
}

#[test]
fn agreement_that_does_not_ask_for_it_gets_none() {
    let site = site(Any, &["age 18-99"], false);
    assert_eq!(pass(&site, 6, &[]).len(), 2);
    // Switched on later, it begins with that day.
    site.store.set_ages_in(agreement(&site).id, true, &author(), now()).unwrap();
    assert_eq!(pass(&site, 7, &[]).len(), 3);
}

#[test]
fn person_in_the_days_file_is_not_in_the_load() {
    let site = site(Any, &["age 18-99"], true);
    let delivered = pass(&site, 6, &[(ANNA, "751", "2008-01-06")]);
    assert_eq!(delivered[1..], [(Day, names(&[ANNA, "3112700009"])), (Load, names(&[BO])),]);
}

#[test]
fn person_must_be_chosen_by_the_other_kinds_too_and_not_have_been_before() {
    let all = site(All, &["age 18-99", "municipality 751"], true);
    assert_eq!(pass(&all, 6, &[])[2..], [(Load, names(&[ANNA]))]);
    let any = site(Any, &["age 18-99", "municipality 751"], true);
    assert_eq!(pass(&any, 6, &[])[2..], [(Load, names(&[BO]))]);
    let leaving = site(Any, &["age 0-17"], true);
    assert_eq!(pass(&leaving, 6, &[]).len(), 2, "who leaves a range is not delivered");
    let between = site(Any, &["age 0-17", "age 18-99"], true);
    assert_eq!(pass(&between, 6, &[]).len(), 2, "chosen before");
}

#[test]
fn undone_run_takes_the_load_back_and_the_day_brings_it_again() {
    let site = site(Any, &["age 18-99"], true);
    assert_eq!(pass(&site, 6, &[]).len(), 3);
    let run = site.store.last_applied().unwrap().unwrap().id;
    site.pipeline.undo_run(run, &author(), Duration::ZERO, &NoObserver).unwrap();
    assert_eq!(deliveries(&site).len(), 1);
    let again = pass(&site, 6, &[(CARL, "751", "2008-01-05")]);
    assert_eq!(again[2], (Load, names(&[ANNA, BO])));
}
