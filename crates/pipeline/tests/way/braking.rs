//! The volume brake: a day with many times the usual persons is held for its subscription alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use clock::Clock;
use filters::Combination::Any;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use pipeline::{
    Brake, Cancelled, NoObserver, Pipeline, PipelineError, PipelineEvent, PipelineObserver,
    Retention,
};
use store::{
    BrakeTerms, Delivery, DeliveryHold, DeliveryKind, DeliveryQuery, FilterEdit, LoadState,
    NewLoad, RunState, VolumeBrake,
};

use crate::site::*;

const BRAKE: Brake =
    Brake { volume: VolumeBrake { times: 10, least: 5 }, hold: SignedDuration::from_hours(24) };
const OFF: Brake = Brake { volume: VolumeBrake { times: 0, least: 0 }, ..BRAKE };

/// The last of six days with a person in each municipality.
const USUAL: i8 = 10;

fn later() -> Timestamp {
    now().saturating_add(SignedDuration::from_hours(24)).unwrap()
}

fn agreement(site: &Site, number: usize) -> store::Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn deliveries(site: &Site, number: usize) -> Vec<Delivery> {
    site.store.deliveries(DeliveryQuery::Agreement(agreement(site, number).id)).unwrap()
}

fn published(site: &Site, number: usize) -> usize {
    deliveries(site, number).iter().filter(|delivery| delivery.published.is_some()).count()
}

fn held(site: &Site) -> Vec<DeliveryHold> {
    site.store.held_deliveries(now()).unwrap()
}

fn number(person: usize) -> String {
    format!("010170{:04}", person + 1)
}

/// An extract of a day after the one before, with so many persons in 0751 and one in 0101.
fn day(day: i8, persons: usize) -> Vec<u8> {
    let numbers: Vec<String> = (0..=persons).map(number).collect();
    let one = |(at, pnr)| (pnr, if at == 0 { "101" } else { "751" }, "A01", "");
    let lines: Vec<(&str, &str, &str, &str)> =
        numbers.iter().map(String::as_str).enumerate().map(one).collect();
    extract(day, day - 1, &lines)
}

fn ingest(site: &Site, pipeline: &Pipeline, number: i8, persons: usize) -> store::Run {
    let path = site.file(&format!("day {number}"), &day(number, persons));
    pipeline.ingest(&[path], &NoObserver).unwrap().remove(0).unwrap()
}

/// Two subscriptions, to 0751 and to 0101, with six usual days.
fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["municipality 751"])), (Any, set(&["municipality 101"]))]);
    for number in 5..=USUAL {
        ingest(&site, &site.braking(BRAKE, now), number, 1);
    }
    site
}

/// The state that the days give without a brake.
fn unbraked(days: &[(i8, usize)]) -> State {
    let site = site();
    for (number, persons) in days {
        ingest(&site, &site.braking(OFF, now), *number, *persons);
    }
    site.state()
}

#[test]
fn large_day_is_held_for_its_subscription_alone_until_it_is_released() {
    let site = site();
    let pipeline = site.braking(BRAKE, now);
    assert_eq!(ingest(&site, &pipeline, 11, 11).state, RunState::Applied);
    let [hold] = <[DeliveryHold; 1]>::try_from(held(&site)).unwrap();
    assert_eq!((hold.persons, hold.usual, hold.seq), (11, 1, 7));
    assert_eq!([published(&site, 0), published(&site, 1)], [6, 7]);

    // The next day comes to the other, and waits behind the held one for this.
    assert_eq!(ingest(&site, &pipeline, 12, 1).state, RunState::Applied);
    assert_eq!([published(&site, 0), published(&site, 1)], [6, 8]);
    assert_eq!(held(&site).len(), 1);
    assert!(!pipeline.has_work().unwrap(), "nothing can be done before somebody decides");
    pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(published(&site, 0), 6);

    pipeline.release_delivery(agreement(&site, 0).id, &author(), &NoObserver).unwrap();
    assert!(site.state() == unbraked(&[(11, 11), (12, 1)]));
    assert!(held(&site).is_empty() && !pipeline.has_work().unwrap());
    let again = pipeline.release_delivery(agreement(&site, 0).id, &author(), &NoObserver);
    assert!(again.unwrap_err().to_string().contains("no delivery of the agreement is held"));
}

#[test]
fn hold_ends_by_itself_with_the_same_bytes() {
    let site = site();
    ingest(&site, &site.braking(BRAKE, now), 11, 11);
    let pipeline = site.braking(BRAKE, later);
    assert!(pipeline.has_work().unwrap());
    pipeline.reconcile(&NoObserver).unwrap();
    assert!(site.state() == unbraked(&[(11, 11)]));
}

#[test]
fn release_says_that_so_many_are_right_for_the_days_after_it() {
    let site = site();
    let pipeline = site.braking(BRAKE, now);
    for number in 11..=13 {
        ingest(&site, &pipeline, number, 11);
    }
    assert_eq!((held(&site).len(), published(&site, 0)), (1, 6));
    pipeline.release_delivery(agreement(&site, 0).id, &author(), &NoObserver).unwrap();
    assert_eq!((held(&site).len(), published(&site, 0)), (0, 9), "those that waited too");
    assert_eq!(ingest(&site, &pipeline, 14, 110).state, RunState::Done, "ten times as many");
    assert_eq!(ingest(&site, &pipeline, 15, 111).state, RunState::Applied);
    assert_eq!(held(&site)[0].usual, 11);
}

/// Nobody decides: no day is held for longer because another was held before it.
#[test]
fn days_that_wait_behind_a_held_one_have_the_time_since_they_were_applied() {
    let site = site();
    for number in 11..=13 {
        ingest(&site, &site.braking(BRAKE, now), number, 11);
    }
    let pipeline = site.braking(BRAKE, later);
    pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(published(&site, 0), 9);
    assert!(site.state() == unbraked(&[(11, 11), (12, 11), (13, 11)]));
}

#[test]
fn brake_holds_nothing_where_nothing_is_usual() {
    // Ten times the usual; as many as the least; too few deliveries; turned off for the agreement.
    for (first, persons) in [(5, 10), (5, 5), (7, 11)] {
        let site = Site::new();
        site.subscribe(&[(Any, set(&["municipality 751"])), (Any, set(&["municipality 101"]))]);
        for number in first..=USUAL {
            ingest(&site, &site.braking(BRAKE, now), number, 1);
        }
        let run = ingest(&site, &site.braking(BRAKE, now), 11, persons);
        assert_eq!(run.state, RunState::Done, "{first} {persons}");
    }
    let site = site();
    let off = BrakeTerms { times: Some(0), least: None };
    site.store.set_brake(agreement(&site, 0).id, off, &author(), now()).unwrap();
    assert_eq!(ingest(&site, &site.braking(BRAKE, now), 11, 11).state, RunState::Done);
    assert_eq!(agreement(&site, 0).brake, off);
}

#[test]
fn day_that_a_new_filter_makes_large_is_held_too() {
    let site = site();
    let everyone = FilterEdit::Set(set(&["no-filter"]));
    site.pipeline.edit_filters(agreement(&site, 1).id, &everyone, &author()).unwrap();
    let own = BrakeTerms { times: Some(20), least: None };
    site.store.set_brake(agreement(&site, 0).id, own, &author(), now()).unwrap();
    ingest(&site, &site.braking(BRAKE, now), 11, 15);
    let holds: Vec<_> = held(&site).iter().map(|hold| hold.pair.agreement).collect();
    assert_eq!(holds, [agreement_uuid(1)]);
}

#[test]
fn loads_and_replays_are_never_held() {
    let site = site();
    let pipeline = site.braking(BRAKE, now);
    ingest(&site, &pipeline, 11, 11);
    // What was ordered waits for the day that comes before it, and nobody else's does.
    for number in [0, 1] {
        let of = agreement(&site, number);
        pipeline.order_load(&of, &NewLoad::of(of.id), &author()).unwrap();
    }
    pipeline.write_loads(&NoObserver).unwrap();
    let state = |number| site.store.loads(Some(agreement(&site, number).id)).unwrap()[0].state;
    assert_eq!([state(0), state(1)], [LoadState::Ordered, LoadState::Done]);
    let days = (date(2026, 1, 5), date(2026, 1, 6));
    let refused = pipeline.replay(&agreement(&site, 0), days, &author(), &NoObserver);
    assert!(matches!(refused, Err(PipelineError::Undelivered(_))));

    pipeline.release_delivery(agreement(&site, 0).id, &author(), &NoObserver).unwrap();
    pipeline.write_loads(&NoObserver).unwrap();
    let large = (date(2026, 1, 11), date(2026, 1, 11));
    pipeline.replay(&agreement(&site, 0), large, &author(), &NoObserver).unwrap();
    let kinds: Vec<_> = deliveries(&site, 0)[6..].iter().map(|delivery| delivery.kind).collect();
    // The load is of the same day, so it is repeated with it.
    assert_eq!(kinds[..2], [DeliveryKind::Day, DeliveryKind::Load]);
    assert!(kinds[2..].iter().all(|kind| *kind == DeliveryKind::Replay) && kinds.len() > 2);
    assert!(deliveries(&site, 0).iter().all(|delivery| delivery.published.is_some()));
}

#[test]
fn held_day_can_be_undone_and_come_again() {
    let site = site();
    let pipeline = site.braking(BRAKE, now);
    let before = site.state();
    let run = ingest(&site, &pipeline, 11, 11);
    let quiet = Duration::from_millis(1);
    pipeline.undo_run(run.id, &author(), quiet, &NoObserver).unwrap();
    assert!(held(&site).is_empty());
    assert!(site.state().kept == before.kept);
    assert_eq!(ingest(&site, &pipeline, 11, 1).state, RunState::Done);
    assert_eq!(ingest(&site, &pipeline, 12, 11).state, RunState::Applied);
    assert_eq!(held(&site).len(), 1);
}

#[test]
fn second_extract_of_a_day_waits_behind_the_held_first() {
    let site = site();
    let pipeline = site.braking(BRAKE, now);
    ingest(&site, &pipeline, 11, 11);
    let second = site.file("second", &day(11, 2));
    let run = pipeline.ingest(&[second], &NoObserver).unwrap().remove(0).unwrap();
    pipeline.release(run.id, &author(), &NoObserver).unwrap();
    assert_eq!([published(&site, 0), published(&site, 1)], [6, 8]);
    pipeline.release_delivery(agreement(&site, 0).id, &author(), &NoObserver).unwrap();
    assert_eq!([published(&site, 0), published(&site, 1)], [8, 8]);
}

/// What a held delivery is made of stays in the archive, however old it is.
#[test]
fn retention_keeps_the_extract_of_a_held_day() {
    let site = site();
    ingest(&site, &site.braking(BRAKE, now), 11, 11);
    let (folder_days, archive_days) = (Some(1), Some(1));
    let kept = Retention { folder_days, archive_days, person_days: None, warn_days: 0 };
    let long = Brake { hold: SignedDuration::from_hours(24 * 30), ..BRAKE };
    let site = {
        let again = Site::new();
        again.subscribe(&[(Any, set(&["municipality 751"])), (Any, set(&["municipality 101"]))]);
        for number in 5..=USUAL {
            ingest(&again, &again.braking(long, now), number, 1);
        }
        ingest(&again, &again.braking(long, now), 11, 11);
        drop(site);
        again
    };
    let days_later =
        |days: i64| move || now().saturating_add(SignedDuration::from_hours(24 * days)).unwrap();
    // The clock may go on by days while nothing is recorded, but not by more.
    for days in [3, 6, 9, 12] {
        site.retaining(kept, Clock::new(days_later(days))).reconcile(&NoObserver).unwrap();
    }
    assert_eq!(published(&site, 0), 6);
    site.braking(BRAKE, days_later(31)).reconcile(&NoObserver).unwrap();
    assert_eq!(published(&site, 0), 7);
}

/// Stops at the step with this number, counted from 0.
struct StopAt {
    step: usize,
    count: AtomicUsize,
}

impl PipelineObserver for StopAt {
    fn step(&self, _: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if self.count.fetch_add(1, Ordering::SeqCst) >= self.step { Err(Cancelled) } else { Ok(()) }
    }
}

#[test]
fn every_step_of_a_held_day_can_be_the_last_before_a_crash() {
    let expected = unbraked(&[(11, 11), (12, 1)]);
    for step in 0.. {
        let site = site();
        let stop = StopAt { step, count: AtomicUsize::new(0) };
        let days = [(11, 11), (12, 1)]
            .map(|(number, persons)| site.file(&format!("day {number}"), &day(number, persons)));
        let work = |pipeline: &Pipeline, progress: &dyn PipelineObserver| {
            pipeline.ingest(&days, progress)?;
            // It may have been released before the crash.
            match pipeline.release_delivery(agreement(&site, 0).id, &author(), progress) {
                Err(PipelineError::Store(store::StoreError::Conflict(_))) => {}
                released => drop(released?),
            }
            pipeline.reconcile(progress)
        };
        let interrupted = work(&site.braking(BRAKE, now), &stop);
        if interrupted.is_err() {
            let undone = site.store.runs().unwrap().len();
            // Files that are recorded are not given again.
            let left = &days[undone.saturating_sub(6).min(2)..];
            let pipeline = site.braking(BRAKE, now);
            pipeline.ingest(left, &NoObserver).unwrap();
            pipeline.reconcile(&NoObserver).unwrap();
            match pipeline.release_delivery(agreement(&site, 0).id, &author(), &NoObserver) {
                Err(PipelineError::Store(store::StoreError::Conflict(_))) => {}
                released => drop(released.unwrap()),
            }
            pipeline.reconcile(&NoObserver).unwrap();
        }
        assert!(site.state() == expected, "stopped at step {step}");
        if interrupted.is_ok() {
            assert!(step > 16, "there are more steps than {step}");
            return;
        }
    }
}
