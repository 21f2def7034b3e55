//! A filter goes by itself the day after its last.

use clock::Clock;
use filters::Combination::Any;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use pipeline::{NoObserver, Pipeline};
use store::{ChangeReason, FilterEdit, Need};

use crate::site::*;

const ANNA: &str = "0101700001";

/// Aarhus is needed until the day of `now`, and Anna for ever. It is eight in the morning, UTC.
fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&[&format!("pnr {ANNA}")]))]);
    let need = Need { last_day: Some(date(2026, 1, 5)), reason: None };
    let add = FilterEdit::AddFor(vec!["municipality 751".parse().unwrap()], need);
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    site.pipeline.edit_filters(agreement.id, &add, &author()).unwrap();
    site.store.see_clock(now()).unwrap();
    site
}

fn later(site: &Site, hours: i64) -> Pipeline {
    let at: Timestamp = now() + SignedDuration::from_hours(hours);
    site.at(Clock::new(move || at))
}

fn ingest(site: &Site, pipeline: &Pipeline, day: i8) -> usize {
    let persons = [("0202700002", "751", "A01", "")];
    let path = site.file(&format!("day {day}"), &extract(day, day - 1, &persons));
    pipeline.ingest(&[path], &NoObserver).unwrap().remove(0).unwrap();
    let files = site.delivered_to(0);
    files.last().unwrap().windows(10).filter(|bytes| bytes == b"0202700002").count()
}

#[test]
fn extract_of_the_day_after_is_matched_without_the_filter() {
    let site = site();
    assert!(ingest(&site, &later(&site, 14), 5) > 0, "one hour before midnight in Denmark");
    assert_eq!(site.filters(0).len(), 2);
    assert_eq!(ingest(&site, &later(&site, 15), 6), 0, "midnight in Denmark");
    assert_eq!(site.filters(0), set(&[&format!("pnr {ANNA}")]));
}

#[test]
fn need_ends_without_an_extract_and_once() {
    let site = site();
    for hours in [14, 15, 16] {
        later(&site, hours).reconcile(&NoObserver).unwrap();
    }
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let history = site.store.filter_history(agreement.id).unwrap();
    let reasons: Vec<_> = history.iter().map(|one| one.change.reason).collect();
    assert_eq!(reasons, [None, None, Some(ChangeReason::NeedEnded)]);
    assert_eq!(history[2].change.at, now() + SignedDuration::from_hours(15));
}

#[test]
fn clock_that_has_jumped_ends_no_need_until_it_is_confirmed() {
    let site = site();
    let hours = 24 * 30;
    assert!(ingest(&site, &later(&site, hours), 5) > 0);
    later(&site, hours + 1).reconcile(&NoObserver).unwrap();
    assert_eq!(site.filters(0).len(), 2);
    site.store.confirm_clock(&author(), now() + SignedDuration::from_hours(hours + 2)).unwrap();
    later(&site, hours + 2).reconcile(&NoObserver).unwrap();
    assert_eq!(site.filters(0).len(), 1);
}
