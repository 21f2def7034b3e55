//! Replays of deliveries.

use extract::Form;
use filters::Combination::Any;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use pipeline::{Cancelled, NoObserver, PipelineError, PipelineEvent, PipelineObserver};
use store::{Delivery, DeliveryKind, DeliveryQuery, FilterEdit, NewLoad};

use crate::site::*;

fn agreement(site: &Site, number: usize) -> store::Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn deliveries(site: &Site, number: usize) -> Vec<Delivery> {
    site.store.deliveries(DeliveryQuery::Agreement(agreement(site, number).id)).unwrap()
}

fn replay(site: &Site, number: usize, from: i8, to: i8) -> Result<Vec<String>, PipelineError> {
    let days = (date(2026, 1, from), date(2026, 1, to));
    site.pipeline.replay(&agreement(site, number), days, &author(), &NoObserver)
}

/// Two days for two subscriptions, of which the first gets a load too.
fn site() -> Site {
    let [friday, monday] = two_days(4, 200, Form::PADDED_LF);
    let site = Site::new();
    site.subscribe(&[(Any, set(&["municipality 101", "event A01"])), (Any, set(&["no-filter"]))]);
    site.ingest("friday", &friday);
    site.ingest("monday", &monday);
    let order = NewLoad::of(agreement(&site, 0).id);
    site.pipeline.order_load(&agreement(&site, 0), &order, &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    site
}

/// The filters of that day count, not the present ones.
#[test]
fn the_same_bytes_come_again_under_other_names() {
    let site = site();
    let none = FilterEdit::Set(set(&[]));
    site.pipeline.edit_filters(agreement(&site, 0).id, &none, &author()).unwrap();
    let before = deliveries(&site, 0);
    let names = replay(&site, 0, 2, 5).unwrap();
    let after = deliveries(&site, 0);
    assert_eq!((before.len(), names.len(), after.len()), (3, 3, 6));
    let files = site.delivered();
    for (number, (first, again)) in before.iter().zip(&after[3..]).enumerate() {
        assert_eq!(again.name, format!("{}.replay1", first.name));
        assert_eq!((&again.name, again.kind), (&names[number], DeliveryKind::Replay));
        assert_eq!((again.seq, again.replay_of), (first.seq + 3, Some(first.seq)));
        assert_eq!(files[&again.name], files[&first.name]);
        let digest = |delivery: &Delivery| delivery.published.as_ref().unwrap().sha256;
        assert_eq!(digest(first), digest(again));
        let disclosed = |delivery: &Delivery| site.store.disclosed(delivery.id).unwrap();
        assert_eq!(disclosed(first), disclosed(again));
    }
    // A second replay gets another name, and replays are not replayed.
    assert_eq!(replay(&site, 0, 2, 2).unwrap(), [format!("{}.replay2", before[0].name)]);
    assert_eq!(deliveries(&site, 1).len(), 2, "only this agreement's");
}

/// A replay does not count as the last delivery of its day.
#[test]
fn a_load_behind_a_replay_follows_the_last_day() {
    let site = site();
    replay(&site, 0, 2, 2).unwrap();
    let order = NewLoad::of(agreement(&site, 0).id);
    site.pipeline.order_load(&agreement(&site, 0), &order, &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let last = deliveries(&site, 0).pop().unwrap();
    let header = *extract::Extract::parse(&site.delivered()[&last.name]).unwrap().header();
    assert_eq!(last.kind, DeliveryKind::Load);
    assert_eq!(header.proddtoforrig(), Some(date(2026, 1, 5)));
}

#[test]
fn replay_of_a_removed_file_is_delivered() {
    let site = site();
    let first = deliveries(&site, 1).remove(0);
    let before = site.delivered()[&first.name].clone();
    for part in [store::Part::Data, store::Part::Metadata] {
        site.store.remove_file(first.id, part, now()).unwrap();
    }
    std::fs::remove_file(site.folder.path().join("shelf").join("test").join(&first.name)).unwrap();
    let name = replay(&site, 1, 2, 2).unwrap().remove(0);
    assert_eq!(site.delivered()[&name], before);
}

#[test]
fn a_replay_that_is_lost_on_the_shelf_is_written_again() {
    let site = site();
    replay(&site, 0, 2, 5).unwrap();
    let before = site.state();
    for entry in std::fs::read_dir(site.folder.path().join("shelf").join("test")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert!(site.state() == before);
}

#[test]
fn replay_of_days_without_delivery_is_an_error() {
    let site = site();
    let before = site.state();
    for (from, to) in [(6, 30), (3, 4), (5, 2)] {
        let nothing = replay(&site, 0, from, to).unwrap_err();
        assert!(matches!(nothing, PipelineError::NothingToReplay { .. }), "{nothing}");
    }
    assert!(site.state() == before);
}

#[test]
fn a_damaged_archive_delivers_nothing() {
    let site = site();
    let before = site.state();
    archived_files(&site).iter().for_each(|file| std::fs::write(file, b"rotten").unwrap());
    replay(&site, 0, 2, 5).unwrap_err();
    assert!(site.state() == before);
}

/// A large replay is split, extracts may come in between, and its error says from where to continue.
#[test]
fn many_replays_are_delivered_in_batches_and_an_error_names_the_day() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    let days: Vec<Date> = date(2026, 1, 4).series(1.day()).take(41).collect();
    for (number, pair) in days.windows(2).enumerate() {
        let person = [("0101700001", "751", "A01", "")];
        site.ingest(&format!("day {number}"), &extract_of(pair[1], pair[0], &person));
    }
    let whole = (days[1], days[40]);
    let replay = |progress: &dyn PipelineObserver| {
        site.pipeline.replay(&agreement(&site, 0), whole, &author(), progress)
    };
    let stopped = replay(&StopInSecondGo).unwrap_err();
    let error = stopped.to_string();
    assert!(
        error.starts_with("31 of 40 deliveries") && error.contains("from PRODDTO 2026-02-05 on"),
        "{error}"
    );
    assert_eq!(deliveries(&site, 0).len(), 71);
    assert_eq!(replay(&NoObserver).unwrap().len(), 40);
    let all = deliveries(&site, 0);
    let digest =
        |delivery: &Delivery| delivery.published.as_ref().map(|published| published.sha256);
    assert!(
        all.windows(2)
            .all(|pair| pair[1].seq == pair[0].seq + 1 && pair[1].previous == digest(&pair[0]))
    );
}

struct StopInSecondGo;

impl PipelineObserver for StopInSecondGo {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if matches!(step, PipelineEvent::Replaying { done: 31, .. }) {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }
}
