//! First data: the full records of persons that new filters select, after the next day's file.

use std::collections::BTreeSet;

use extract::Extract;
use filters::Combination::{All, Any};
use pipeline::NoObserver;
use store::{DeliveryKind, DeliveryQuery, FilterEdit};

use crate::site::*;

const ANNA: &str = "0101700001";
const BO: &str = "0202700002";
const CARL: &str = "0303700003";

fn agreement(site: &Site) -> store::Agreement {
    site.store.agreement(agreement_uuid(0)).unwrap().unwrap()
}

fn ask(site: &Site, is_on: bool) {
    site.store.set_first_data(agreement(site).id, is_on, &author(), now()).unwrap();
}

fn edit(site: &Site, edit: &FilterEdit) {
    site.pipeline.edit_filters(agreement(site).id, edit, &author()).unwrap();
}

fn add(site: &Site, filters: &[&str]) {
    let filters = filters.iter().map(|filter| filter.parse().unwrap()).collect();
    edit(site, &FilterEdit::Add(filters));
}

/// A day on which none of these persons changes.
fn pass(site: &Site, day: i8) {
    site.ingest(&format!("day {day}"), &extract(day, day - 1, &[("3112700009", "461", "A01", "")]));
    site.pipeline.write_loads(&NoObserver).unwrap();
}

/// Anna and Bo live in Aarhus, Carl in København.
fn site(filters: &[&str]) -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(filters))]);
    let people = [(ANNA, "751", "", ""), (BO, "751", "", ""), (CARL, "101", "", "")];
    site.ingest("first", &extract(5, 2, &people));
    ask(&site, true);
    site
}

/// The kinds of all deliveries, and the persons in the last one.
fn last(site: &Site) -> (Vec<DeliveryKind>, BTreeSet<String>) {
    let deliveries = site.store.deliveries(DeliveryQuery::Agreement(agreement(site).id)).unwrap();
    let files = site.delivered();
    let extract = Extract::parse(&files[&deliveries.last().unwrap().name]).unwrap();
    let persons = extract.persons().iter().map(|person| person.pnr().reveal().to_string());
    (deliveries.iter().map(|delivery| delivery.kind).collect(), persons.collect())
}

fn names(pnrs: &[&str]) -> BTreeSet<String> {
    pnrs.iter().map(|pnr| (*pnr).to_owned()).collect()
}

use DeliveryKind::{Day, Load};

#[test]
fn a_new_number_brings_the_person_with_the_next_day() {
    let site = site(&[&format!("pnr {ANNA}")]);
    add(&site, &[&format!("pnr {CARL}")]);
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert_eq!(last(&site).0, [Day], "not before");
    pass(&site, 6);
    // Not Anna: she was chosen before.
    assert_eq!(last(&site), (vec![Day, Day, Load], names(&[CARL])));
    pass(&site, 7);
    assert_eq!(last(&site).0, [Day, Day, Load, Day], "once");
}

#[test]
fn a_new_municipality_brings_those_who_were_not_chosen_otherwise() {
    let site = site(&[&format!("pnr {ANNA}")]);
    add(&site, &["municipality 751"]);
    pass(&site, 6);
    assert_eq!(last(&site), (vec![Day, Day, Load], names(&[BO])));
}

#[test]
fn agreement_without_first_data_gets_none() {
    let site = site(&[&format!("pnr {ANNA}")]);
    ask(&site, false);
    add(&site, &["municipality 751"]);
    pass(&site, 6);
    assert_eq!(last(&site).0, [Day, Day]);
    // Filters added before enabling do not count as new.
    ask(&site, true);
    pass(&site, 7);
    assert_eq!(last(&site).0, [Day, Day, Day]);
}

#[test]
fn events_and_removed_filters_give_no_first_data() {
    let site = site(&[&format!("pnr {ANNA}")]);
    add(&site, &["event A21", "municipality 101"]);
    edit(&site, &FilterEdit::Remove(vec!["municipality 101".parse().unwrap()]));
    pass(&site, 6);
    assert_eq!(last(&site).0, [Day, Day]);
}

/// Where all kinds must match, a new filter of another kind selects fewer persons and gives no first data.
#[test]
fn narrower_filters_give_no_first_data() {
    let site = Site::new();
    site.subscribe(&[(All, set(&["municipality 751"]))]);
    site.ingest("first", &extract(5, 2, &[(ANNA, "751", "", ""), (CARL, "101", "", "")]));
    ask(&site, true);
    add(&site, &["age 0-99"]);
    pass(&site, 6);
    assert_eq!(last(&site), (vec![Day, Day, Load], names(&[])));
}

#[test]
fn a_load_under_way_goes_first_and_the_news_are_not_forgotten() {
    let site = site(&[&format!("pnr {ANNA}")]);
    let order = store::NewLoad::of(agreement(&site).id);
    site.pipeline.order_load(&agreement(&site), &order, &author()).unwrap();
    add(&site, &[&format!("pnr {CARL}")]);
    pass(&site, 6);
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert_eq!(last(&site), (vec![Day, Day, Load, Load], names(&[CARL])));
}
