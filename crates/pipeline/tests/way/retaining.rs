//! What was delivered, kept for some time and not longer.

use clock::Clock;
use filters::Combination::Any;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use pipeline::{Pipeline, PipelineError, Retention, Silent};
use store::{Agreement, DeliveriesOf, Delivery, NewLoad, Part};

use crate::site::*;

const KEPT: Retention = Retention { in_days: Some(30), archive_days: Some(60) };

/// Two days for two subscriptions, of which the first gets a load too.
fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"])), (Any, set(&["municipality 101"]))]);
    site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    site.ingest("b", &extract(6, 5, &[("0101700001", "101", "A01", "")]));
    let agreement = agreement(&site, 0);
    site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    site.pipeline.write_loads(&Silent).unwrap();
    site
}

fn agreement(site: &Site, number: usize) -> Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn deliveries(site: &Site, number: usize) -> Vec<Delivery> {
    site.store.deliveries(DeliveriesOf::Agreement(agreement(site, number).id)).unwrap()
}

fn after(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

/// The pipeline as it is so many days later.
fn later(site: &Site, days: i64) -> Pipeline {
    site.retaining(KEPT, Clock::new(move || after(days)))
}

fn reconcile(site: &Site, days: i64) {
    later(site, days).reconcile(&Silent).unwrap();
}

fn missed(site: &Site) -> Vec<(u64, bool)> {
    let missed = site.store.missed(date(2026, 1, 6)).unwrap();
    missed.iter().map(|of| (of.deliveries, of.agreement == agreement_uuid(0))).collect()
}

fn audited(site: &Site, action: &str) -> usize {
    let trail = site.store.audit_trail(None).unwrap();
    trail.iter().filter(|(_, entry)| entry.action == action).count()
}

#[test]
fn files_leave_their_folder_and_it_is_told() {
    let site = site();
    let before = site.files();
    reconcile(&site, 30);
    assert_eq!(site.files(), before, "thirty days are not over yet");
    let first = deliveries(&site, 0)[0].id;
    site.store.collect(first, "SHA256:1", now()).unwrap();
    reconcile(&site, 31);
    assert!(site.files().is_empty() && site.shelf.files().unwrap().is_empty());
    for number in [0, 1] {
        assert!(deliveries(&site, number).iter().all(|one| one.expired_at == Some(after(31))));
    }
    // The one that was collected is not missed.
    assert_eq!(missed(&site), [(2, true), (2, false)]);
    assert_eq!(audited(&site, "files left IN"), 2);
    reconcile(&site, 32);
    assert_eq!(audited(&site, "files left IN"), 2, "once");
}

#[test]
fn what_was_missed_comes_again_until_the_archive_drops_it() {
    let site = site();
    reconcile(&site, 31);
    let january = (date(2026, 1, 1), date(2026, 1, 31));
    let again = later(&site, 40).replay(&agreement(&site, 0), january, &author(), &Silent).unwrap();
    assert_eq!(again.len(), 3);
    for replay in &deliveries(&site, 0)[3..] {
        site.store.collect(replay.id, "SHA256:1", after(41)).unwrap();
    }
    assert_eq!(missed(&site), [(2, false)]);
    // Their archive stays as long as the replays lie in the folder.
    reconcile(&site, 61);
    assert_eq!((audited(&site, "extract left the archive"), site.delivered().len()), (0, 3));
    assert_eq!(audited(&site, "load left the archive"), 0);
    reconcile(&site, 71);
    assert_eq!(audited(&site, "extract left the archive"), 2);
    assert_eq!(audited(&site, "load left the archive"), 1);
    assert_eq!(missed(&site), [], "nothing can be done any more, but order a load");
    for run in site.store.runs().unwrap() {
        assert!(run.unarchived_at.is_some() && site.shelf.archived(&run.sha256).is_err());
    }
    let refused = |number, day| {
        let day = (date(2026, 1, day), date(2026, 1, day));
        later(&site, 72).replay(&agreement(&site, number), day, &author(), &Silent).unwrap_err()
    };
    for error in [refused(0, 5), refused(0, 6), refused(1, 6)] {
        assert!(matches!(error, PipelineError::Unarchived { .. }), "{error}");
        assert!(error.to_string().contains("a load brings"), "{error}");
    }
    // The same bytes once more are archived once more.
    let agreement = agreement(&site, 0);
    let later = later(&site, 73);
    later.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    later.write_loads(&Silent).unwrap();
    assert_eq!(site.delivered().len(), 1);
}

#[test]
fn what_a_crash_left_in_the_archive_goes_the_next_time() {
    let site = site();
    reconcile(&site, 31);
    let run = site.store.runs().unwrap().remove(0);
    // As if the process had died between the file and the ledger.
    site.shelf.forget_extract(&run.sha256).unwrap();
    reconcile(&site, 61);
    assert_eq!(audited(&site, "extract left the archive"), 2);
}

#[test]
fn kept_for_ever_nothing_goes() {
    let site = site();
    let for_ever = site.retaining(Retention::default(), Clock::new(|| after(36_500)));
    let before = site.state();
    for_ever.reconcile(&Silent).unwrap();
    assert_eq!(site.state(), before);
}

/// What a replay that failed has left, or a system's own removal.
#[test]
fn what_nobody_sees_is_swept_away() {
    let site = site();
    site.shelf.put(&user(), "d260105.replay1", std::iter::once(&b"personal"[..])).unwrap();
    let first = deliveries(&site, 0)[0].clone();
    assert!(!site.store.remove_file(first.id, Part::Data, now()).unwrap());
    let before = site.files();
    site.pipeline.reconcile(&Silent).unwrap();
    // Half a pair stays as it is, since the other half is there to be fetched.
    assert_eq!(site.files(), before);
    assert_eq!(site.shelf.size(&user(), "d260105.replay1").unwrap(), None);
    assert!(site.store.remove_file(first.id, Part::Metadata, now()).unwrap());
    site.pipeline.reconcile(&Silent).unwrap();
    let mut lying: Vec<String> =
        site.shelf.files().unwrap().into_iter().map(|(_, name)| name).collect();
    lying.sort();
    assert!(lying.iter().eq(site.files().keys()) && !lying.contains(&first.name));
}
