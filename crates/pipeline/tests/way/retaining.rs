//! Deliveries are kept for their time and not longer.

use std::sync::atomic::{AtomicUsize, Ordering};

use clock::Clock;
use filters::Combination::Any;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use pipeline::{
    Cancelled, NoObserver, Pipeline, PipelineError, PipelineEvent, PipelineObserver, Retention,
};
use store::{Agreement, Delivery, DeliveryQuery, NewLoad, Part};

use crate::site::*;

const KEPT: Retention =
    Retention { folder_days: Some(30), archive_days: Some(60), person_days: None, warn_days: 0 };

/// Two days for two subscriptions, of which the first gets a load too.
fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"])), (Any, set(&["municipality 101"]))]);
    site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    site.ingest("b", &extract(6, 5, &[("0101700001", "101", "A01", "")]));
    let agreement = agreement(&site, 0);
    site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    site
}

fn agreement(site: &Site, number: usize) -> Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn deliveries(site: &Site, number: usize) -> Vec<Delivery> {
    site.store.deliveries(DeliveryQuery::Agreement(agreement(site, number).id)).unwrap()
}

fn after(days: i64) -> Timestamp {
    now() + SignedDuration::from_hours(24 * days)
}

/// The pipeline so many days later.
fn later(site: &Site, days: i64) -> Pipeline {
    // An operator has confirmed the clock.
    site.store.see_clock(after(days)).unwrap();
    let _ = site.store.confirm_clock(&author(), after(days));
    site.retaining(KEPT, Clock::new(move || after(days)))
}

fn reconcile(site: &Site, days: i64) {
    later(site, days).reconcile(&NoObserver).unwrap();
}

fn expired_uncollected(site: &Site) -> Vec<(u64, bool)> {
    let missed = site.store.expired_uncollected(date(2026, 1, 6)).unwrap();
    missed.iter().map(|of| (of.deliveries, of.agreement == agreement_uuid(0))).collect()
}

fn audited(site: &Site, action: &str) -> usize {
    let trail = site.store.audit_trail(None).unwrap();
    trail.iter().filter(|(_, entry)| entry.action == action).count()
}

#[test]
fn files_leave_their_folder_and_it_is_reported() {
    let site = site();
    let before = site.files();
    reconcile(&site, 30);
    assert_eq!(site.files(), before, "thirty days are not over yet");
    let first = deliveries(&site, 0)[0].id;
    site.store.collect(first, "SHA256:1", now()).unwrap();
    reconcile(&site, 31);
    assert!(site.files().is_empty() && site.data.folders.files(&user()).unwrap().is_empty());
    for number in [0, 1] {
        assert!(deliveries(&site, number).iter().all(|one| one.expired_at == Some(after(31))));
    }
    // The one that was collected is not missed.
    assert_eq!(expired_uncollected(&site), [(2, true), (2, false)]);
    assert_eq!(audited(&site, "files left IN"), 2);
    reconcile(&site, 32);
    assert_eq!(audited(&site, "files left IN"), 2, "once");
}

fn collect(site: &Site, delivery: &Delivery, day: i64) {
    site.store.collect(delivery.id, "SHA256:1", after(day)).unwrap();
}

fn january() -> (jiff::civil::Date, jiff::civil::Date) {
    (date(2026, 1, 1), date(2026, 1, 31))
}

#[test]
fn source_of_a_missed_delivery_is_kept_and_can_be_replayed() {
    let site = site();
    reconcile(&site, 100);
    assert_eq!(expired_uncollected(&site), [(3, true), (2, false)]);
    assert_eq!(audited(&site, "extract left the archive"), 0, "somebody misses what is made of it");
    let again =
        later(&site, 101).replay(&agreement(&site, 0), january(), &author(), &NoObserver).unwrap();
    assert_eq!(again.len(), 3);
    for replay in &deliveries(&site, 0)[3..] {
        collect(&site, replay, 102);
    }
    assert_eq!(expired_uncollected(&site), [(2, false)]);
    // The other subscription's agreement ends, so it misses nothing any more.
    let update = "UPDATE agreement SET valid_until = '2026-04-01' WHERE uuid = ?1";
    let database = rusqlite::Connection::open(site.folder.path().join("cprabo.db")).unwrap();
    database.execute(update, [agreement_uuid(1).to_string()]).unwrap();
    site.store.adopt(&author(), now()).unwrap();
    reconcile(&site, 103);
    assert_eq!(audited(&site, "extract left the archive"), 0, "the replays lie in the folder");
    reconcile(&site, 132);
    assert_eq!(audited(&site, "extract left the archive"), 2);
    assert_eq!(audited(&site, "load left the archive"), 1);
    for run in site.store.runs().unwrap() {
        assert!(run.unarchived_at.is_some() && site.data.archive.extract(&run.sha256).is_err());
    }
    let refused = |day| {
        let day = (date(2026, 1, day), date(2026, 1, day));
        later(&site, 133).replay(&agreement(&site, 0), day, &author(), &NoObserver).unwrap_err()
    };
    for error in [refused(5), refused(6)] {
        assert!(matches!(error, PipelineError::Unarchived { .. }), "{error}");
        assert!(error.to_string().contains("a load brings"), "{error}");
    }
    // The same bytes are archived again.
    let agreement = agreement(&site, 0);
    let later = later(&site, 134);
    later.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    later.write_loads(&NoObserver).unwrap();
    assert_eq!(site.delivered().len(), 1);
}

/// The original was collected and lost in the system: replays are for that.
#[test]
fn replay_that_is_not_collected_is_missed() {
    let site = site();
    let first = deliveries(&site, 0)[0].clone();
    collect(&site, &first, 0);
    let day = (date(2026, 1, 5), date(2026, 1, 5));
    later(&site, 10).replay(&agreement(&site, 0), day, &author(), &NoObserver).unwrap();
    let replay = deliveries(&site, 0).pop().unwrap();
    reconcile(&site, 31);
    assert_eq!(expired_uncollected(&site), [(2, true), (2, false)], "the replay is still there");
    reconcile(&site, 41);
    assert_eq!(expired_uncollected(&site), [(3, true), (2, false)]);
    collect(&site, &replay, 42);
    assert_eq!(expired_uncollected(&site), [(2, true), (2, false)]);
}

#[test]
fn load_of_everyone_replaces_earlier_deliveries() {
    let site = site();
    reconcile(&site, 31);
    let agreement = agreement(&site, 0);
    let load = |new: NewLoad| {
        let later = later(&site, 32);
        later.order_load(&agreement, &new, &author()).unwrap();
        later.write_loads(&NoObserver).unwrap();
        let before = deliveries(&site, 0).len();
        deliveries(&site, 0).split_off(before - 1).remove(0)
    };
    let restrict_to = Some(vec!["0101700001".parse().unwrap()]);
    collect(&site, &load(NewLoad { restrict_to, ..NewLoad::of(agreement.id) }), 33);
    assert_eq!(
        expired_uncollected(&site),
        [(3, true), (2, false)],
        "one of some is none of everyone"
    );
    let all = load(NewLoad { part_size: Some(1), ..NewLoad::of(agreement.id) });
    collect(&site, &all, 33);
    assert_eq!(expired_uncollected(&site), [(2, false)]);
}

#[test]
fn nothing_expires_before_the_operator_could_be_warned() {
    let site = site();
    let reconcile = |folder_days, day| {
        let folder_days = Some(folder_days);
        let kept = Retention { folder_days, archive_days: None, person_days: None, warn_days: 7 };
        site.retaining(kept, Clock::new(move || after(day))).reconcile(&NoObserver).unwrap();
        site.delivered().len()
    };
    assert!((0..=100).step_by(4).all(|day| reconcile(365, day) == 5));
    // After a shorter time is set, files that are over at once stay another week.
    assert_eq!((reconcile(30, 100), reconcile(30, 103), reconcile(30, 106)), (5, 5, 5));
    assert_eq!(reconcile(30, 107), 0);
}

#[test]
fn file_that_a_crash_left_in_the_archive_is_deleted_next_time() {
    let site = site();
    reconcile(&site, 31);
    for number in [0, 1] {
        deliveries(&site, number).iter().for_each(|delivery| collect(&site, delivery, 31));
    }
    let run = site.store.runs().unwrap().remove(0);
    // As if the process had died between the file and the ledger.
    site.data.archive.delete_extract(&run.sha256).unwrap();
    reconcile(&site, 61);
    assert_eq!(audited(&site, "extract left the archive"), 2);
}

#[test]
fn retention_without_limit_deletes_nothing() {
    let site = site();
    let for_ever = site.retaining(Retention::default(), Clock::new(|| after(36_500)));
    let before = site.state();
    for_ever.reconcile(&NoObserver).unwrap();
    assert_eq!(site.state(), before);
}

/// Files of a replay that failed, or files that a system removed.
#[test]
fn files_outside_the_ledger_are_swept_away() {
    let site = site();
    site.data.folders.put(&user(), "d260105.replay1", std::iter::once(&b"personal"[..])).unwrap();
    let first = deliveries(&site, 0)[0].clone();
    assert!(!site.store.remove_file(first.id, Part::Data, now()).unwrap());
    let before = site.files();
    site.pipeline.reconcile(&NoObserver).unwrap();
    // An incomplete pair is kept, because the other half can be fetched.
    assert_eq!(site.files(), before);
    assert_eq!(site.data.folders.size(&user(), "d260105.replay1").unwrap(), None);
    assert!(site.store.remove_file(first.id, Part::Metadata, now()).unwrap());
    site.pipeline.reconcile(&NoObserver).unwrap();
    let mut lying = site.data.folders.files(&user()).unwrap();
    lying.sort();
    assert!(lying.iter().eq(site.files().keys()) && !lying.contains(&first.name));
}

/// An operator's folder that is not in the way.
#[test]
fn sweep_ignores_what_is_not_a_file_of_a_system() {
    let site = site();
    let shelf = site.folder.path().join("shelf");
    for folder in ["test/old", "backup"] {
        std::fs::create_dir(shelf.join(folder)).unwrap();
        std::fs::write(shelf.join(folder).join("d260105"), b"kept aside").unwrap();
    }
    std::fs::write(shelf.join("notes"), b"kept aside").unwrap();
    let before = site.files();
    let lost = deliveries(&site, 0)[0].name.clone();
    site.data.folders.remove(&user(), &lost).unwrap();
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert_eq!(site.files(), before, "what was lost is there again");
    assert!(shelf.join("backup/d260105").exists() && shelf.join("test/old/d260105").exists());
    assert!(shelf.join("notes").exists());
}

struct StopAt(usize, AtomicUsize);

impl StopAt {
    fn new(step: usize) -> Self {
        Self(step, AtomicUsize::new(0))
    }
}

impl PipelineObserver for StopAt {
    fn step(&self, _: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if self.1.fetch_add(1, Ordering::SeqCst) >= self.0 { Err(Cancelled) } else { Ok(()) }
    }
}

#[test]
fn retention_stopped_at_any_step_is_completed_next_time() {
    let ends = |site: &Site| {
        let runs = site.store.runs().unwrap().into_iter().map(|run| run.unarchived_at.is_some());
        let audited = ["files left IN", "extract left the archive", "load left the archive"]
            .map(|action| audited(site, action));
        let archive: Vec<_> = archived_files(site)
            .iter()
            .map(|file| file.file_name().map(ToOwned::to_owned))
            .collect();
        (site.state(), runs.collect::<Vec<_>>(), audited, archive)
    };
    let collected = || {
        let site = site();
        for number in [0, 1] {
            deliveries(&site, number).iter().for_each(|delivery| collect(&site, delivery, 1));
        }
        site
    };
    let done = collected();
    reconcile(&done, 61);
    for step in 0.. {
        let site = collected();
        let stopped = later(&site, 61).reconcile(&StopAt::new(step));
        let site = site.reopen();
        if stopped.is_ok() {
            assert!(step > 3, "{step}");
            return;
        }
        reconcile(&site, 61);
        assert_eq!(ends(&site), ends(&done), "stopped at step {step}");
    }
}

/// The ledger does not have a load that was placed and then cancelled, or restarted because an extract came.
#[test]
fn load_that_was_never_delivered_is_deleted_from_the_archive() {
    let placed = |site: &Site| {
        let files = site.data.archive.files().unwrap();
        files.iter().filter(|file| matches!(file, blobs::ArchiveFile::Load(_))).count()
    };
    let mut was_placed = false;
    for step in 0.. {
        let site = Site::new();
        site.subscribe(&[(Any, set(&["no-filter"]))]);
        site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
        let agreement = agreement(&site, 0);
        let load =
            site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
        let done = site.pipeline.write_loads(&StopAt::new(step)).is_ok();
        if done {
            assert!(was_placed);
            return;
        }
        let site = site.reopen();
        was_placed |= placed(&site) > 0;
        if site.store.cancel_load(load, &author(), now()).is_ok() {
            site.pipeline.reconcile(&NoObserver).unwrap();
            assert_eq!((placed(&site), site.delivered().len()), (0, 1), "stopped at step {step}");
        }
    }
}

#[test]
fn reconcile_when_the_clock_has_jumped_deletes_nothing_until_it_is_confirmed() {
    let site = site();
    let keeping = |days: i64, retention| site.retaining(retention, Clock::new(move || after(days)));
    let files = site.files().len();
    keeping(0, KEPT).reconcile(&NoObserver).unwrap();
    for days in [100, 0, 1] {
        keeping(days, KEPT).reconcile(&NoObserver).unwrap();
        assert_eq!(site.files().len(), files, "on day {days}");
    }
    let jump = site.store.confirm_clock(&author(), after(1)).unwrap();
    assert_eq!((jump.from, jump.to), (now(), after(100)));
    assert!(site.store.confirm_clock(&author(), after(1)).is_err());
    // As when the clock is corrected after a hundred days.
    site.store.see_clock(after(101)).unwrap();
    site.store.confirm_clock(&author(), after(101)).unwrap();
    let warning = Retention { warn_days: 7, ..KEPT };
    keeping(104, warning).reconcile(&NoObserver).unwrap();
    assert_eq!(site.files().len(), files, "it is warned of what will go");
    keeping(108, warning).reconcile(&NoObserver).unwrap();
    assert_eq!(site.files().len(), 0);
    assert_eq!(audited(&site, "confirm clock"), 2);
}
