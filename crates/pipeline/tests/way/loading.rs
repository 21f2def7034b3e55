//! Loads: all records of the persons who match now, as of the last extract.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use extract::{Extract, Form, Records};
use filters::Combination::{self, All, Any, EventsNarrow};
use filters::{FilterKind, FilterSet};
use matching::LoadNotPossible;
use pipeline::{Cancelled, NoObserver, PipelineError, PipelineEvent, PipelineObserver};
use store::{LoadSelection, LoadState, NewLoad};

use crate::site::*;

fn order(
    site: &Site,
    number: usize,
    change: impl FnOnce(&mut NewLoad),
) -> Result<store::LoadId, PipelineError> {
    let agreement = site.store.agreement(agreement_uuid(number)).unwrap().unwrap();
    let mut new = NewLoad::of(agreement.id);
    change(&mut new);
    site.pipeline.order_load(&agreement, &new, &author())
}

/// The files of all loads, by name.
fn loads(site: &Site) -> BTreeMap<String, Vec<u8>> {
    site.delivered().into_iter().filter(|(name, _)| name.contains(".load")).collect()
}

/// A site with a synthetic population and a day, and a subscription of each kind.
fn site(subscriptions: &[(Combination, FilterSet)]) -> Site {
    let [friday, monday] = two_days(11, 400, Form::TRIMMED_LF);
    let site = Site::new();
    site.subscribe(subscriptions);
    site.ingest("friday", &friday);
    site.ingest("monday", &monday);
    site
}

/// A simple reference implementation: the expected load, line by line.
fn reference(site: &Site, number: usize, wanted: impl Fn(&store::Person) -> bool) -> Vec<u8> {
    let agreement = site.store.agreement(agreement_uuid(number)).unwrap().unwrap();
    let header = site.store.last_applied().unwrap().unwrap().header.unwrap();
    let date = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    let day = date(header.proddto);
    let pad = |text: &[u8]| {
        let kind = std::str::from_utf8(&text[..3]).unwrap();
        let layout = extract::layouts().iter().find(|layout| layout.kind().to_string() == kind);
        let mut line = text.to_vec();
        line.resize(line.len().max(layout.map_or(0, extract::RecordLayout::length)), b' ');
        line.push(b'\n');
        line
    };
    let (mut records, mut labels) = (Vec::new(), Vec::new());
    let mut take = |person: store::Person| {
        if wanted(&person) {
            for line in person.records.split(|&byte| byte == b'\n').filter(|line| !line.is_empty())
            {
                if line.starts_with(b"003") {
                    labels.push(pad(line));
                } else {
                    records.push(pad(line));
                }
            }
        }
    };
    site.store.for_each_person(&mut take).unwrap();
    let opgavenr = agreement.opgavenr.unwrap_or(header.opgavenr);
    let count = records.len() + labels.len();
    let mut file = format!("0000000000000{opgavenr}{day}{day}\n").into_bytes();
    file.extend(records.concat());
    file.extend(labels.concat());
    file.extend(format!("9999999999999{count:08}\n").bytes());
    file
}

fn lives_in(person: &store::Person, komkod: &str) -> bool {
    person.lives_in == komkod.parse().ok()
}

fn age(person: &store::Person) -> Option<u16> {
    let line =
        person.records.split(|&byte| byte == b'\n').find(|line| line.starts_with(b"001")).unwrap();
    let born = civil::RegisterDate::parse(line.get(39..49)?).ok()??;
    born.age_on(jiff::civil::date(2026, 1, 5)).map(civil::Age::years)
}

#[test]
fn load_has_the_persons_who_match_now_with_all_records() {
    let number = |index: usize| {
        let plan = synth::Plan::new(11, 400);
        let pnr = synth::Population::new(synth::Plan { pace: 30_000, ..plan })
            .unwrap()
            .pnrs()
            .nth(index)
            .unwrap();
        (pnr, format!("pnr {}", pnr.reveal()))
    };
    let ((one, first), (other, second)) = (number(7), number(300));
    let site = site(&[
        (Any, set(&["municipality 101"])),
        (Any, set(&["age 0-17", "event A01"])),
        (Any, set(&[&first, &second])),
        (All, set(&["municipality 101", "age 18-64", "event A01"])),
        (Any, set(&["no-filter"])),
        (EventsNarrow, set(&["municipality 751", "event A21"])),
    ]);
    let wanted: [&dyn Fn(&store::Person) -> bool; 6] = [
        &|person| lives_in(person, "101"),
        &|person| age(person).is_some_and(|age| age < 18),
        &|person| [one, other].contains(&person.pnr),
        &|person| lives_in(person, "101") && age(person).is_some_and(|age| (18..65).contains(&age)),
        &|_| true,
        &|person| lives_in(person, "751"),
    ];
    for subscription in 0..wanted.len() {
        order(&site, subscription, |_| {}).unwrap();
    }
    site.pipeline.write_loads(&NoObserver).unwrap();
    let files = loads(&site);
    for (subscription, wanted) in wanted.iter().enumerate() {
        let uuid = agreement_uuid(subscription).to_string();
        let (name, file) = files.iter().find(|(name, _)| name.contains(&uuid)).unwrap();
        assert_eq!(name, &format!("d260105.l534902.{uuid}.load{}", subscription + 1));
        assert!(*file == reference(&site, subscription, wanted), "subscription {subscription}");
        let parsed = Extract::parse(file).unwrap();
        assert_eq!(parsed.diagnostics().kept(), []);
        assert!(!parsed.persons().is_empty(), "subscription {subscription}");
    }
}

/// The next day's file follows the load: its PRODDTOFORRIG is the load's PRODDTO.
#[test]
fn load_is_followed_by_the_next_day() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    let day = |day, before| extract(day, before, &[("0101700001", "751", "A01", "")]);
    site.ingest("a", &day(5, 2));
    order(&site, 0, |_| {}).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    site.ingest("b", &day(6, 5));
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let deliveries = site.store.deliveries(store::DeliveryQuery::Agreement(agreement.id)).unwrap();
    let kinds: Vec<_> =
        deliveries.iter().map(|delivery| (delivery.seq, delivery.kind.as_str())).collect();
    assert_eq!(kinds, [(1, "day"), (2, "load"), (3, "day")]);
    let files = site.delivered();
    let headers: Vec<_> = deliveries
        .iter()
        .map(|delivery| *Extract::parse(&files[&delivery.name]).unwrap().header())
        .collect();
    for pair in headers.windows(2) {
        assert_eq!(pair[1].proddtoforrig(), Some(pair[0].proddto()));
    }
    // Every disclosed person is in the log of disclosures.
    assert_eq!(site.store.disclosed(deliveries[1].id).unwrap().len(), 1);
}

#[test]
fn first_file_starts_a_chain() {
    let site = Site::new();
    let full = extract(5, 2, &[("0101700001", "751", "A01", "")]);
    let path = site.file("full", &full);
    site.pipeline.seed(&path, &[], &author(), &NoObserver).unwrap();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    order(&site, 0, |_| {}).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let files = loads(&site);
    let header = *Extract::parse(files.values().next().unwrap()).unwrap().header();
    assert_eq!((header.proddto(), header.proddtoforrig()), (jiff::civil::date(2026, 1, 5), None));
}

#[test]
fn order_that_is_not_possible_is_refused() {
    let site =
        site(&[(Any, set(&[])), (Any, set(&["event A01"])), (Any, set(&["municipality 101"]))]);
    let refused = |number: usize, kinds| {
        let refused = order(&site, number, |new| new.kinds = kinds).unwrap_err();
        match refused {
            PipelineError::LoadNotPossible(why) => why,
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(0, LoadSelection::All), LoadNotPossible::NoFilters);
    assert_eq!(refused(1, LoadSelection::Filters), LoadNotPossible::EventsAlone);
    let age = LoadSelection::Only(FilterKind::Age);
    assert_eq!(refused(2, age), LoadNotPossible::NoSuchKind(FilterKind::Age));
    let first = order(&site, 2, |_| {}).unwrap();
    let twice = order(&site, 2, |_| {}).unwrap_err();
    assert!(matches!(twice, PipelineError::LoadUnderWay), "{twice}");
    site.store.cancel_load(first, &author(), now()).unwrap();
    assert!(site.store.cancel_load(first, &author(), now()).is_err());
    order(&site, 2, |_| {}).unwrap();

    let empty = Site::new();
    empty.subscribe(&[(Any, set(&["no-filter"]))]);
    let error = order(&empty, 0, |_| {}).unwrap_err();
    assert!(matches!(error, PipelineError::ReplicaEmpty), "{error}");
}

#[test]
fn load_of_all_for_events_alone_has_everyone() {
    let site = site(&[(Any, set(&["event A01"]))]);
    order(&site, 0, |new| new.kinds = LoadSelection::All).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert!(loads(&site).values().next().unwrap() == &reference(&site, 0, |_| true));
}

#[test]
fn load_without_matches_is_an_empty_file() {
    let site = site(&[(Any, set(&["municipality 9999"]))]);
    order(&site, 0, |_| {}).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let files = loads(&site);
    let extract = Extract::parse(files.values().next().unwrap()).unwrap();
    assert_eq!((files.len(), extract.records(), extract.diagnostics().errors()), (1, 0, 0));
}

#[test]
fn load_without_events_has_none() {
    let site = site(&[(Any, set(&["no-filter"]))]);
    order(&site, 0, |new| new.without_events = true).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let files = loads(&site);
    let file = files.values().next().unwrap();
    assert!(Records::new(file).flatten().all(|record| !record.text().starts_with(b"099")));
    assert_eq!(Extract::parse(file).unwrap().diagnostics().errors(), 0);
}

/// Each part is a file within the limit, and together they have the records of the load.
#[test]
fn load_is_split_at_the_part_size() {
    let site = site(&[(Any, set(&["no-filter"])), (Any, set(&["no-filter"]))]);
    order(&site, 0, |_| {}).unwrap();
    order(&site, 1, |new| new.part_size = Some(20_000)).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let files = loads(&site);
    let of = |number: usize| {
        let uuid = agreement_uuid(number).to_string();
        let mut of: Vec<_> = files.iter().filter(|(name, _)| name.contains(&uuid)).collect();
        of.sort_by_key(|(name, _)| name.rsplit('.').next().unwrap().parse::<u32>().unwrap_or(0));
        of.into_iter().map(|(_, file)| file.clone()).collect::<Vec<_>>()
    };
    let (whole, parts) = (of(0).remove(0), of(1));
    assert!(parts.len() > 20, "{}", parts.len());
    let records = |file: &[u8]| {
        let extract = Extract::parse(file).unwrap();
        assert_eq!(extract.diagnostics().kept(), []);
        let persons = (0u32..).take(extract.persons().len());
        let of_one =
            |index| extract.records_of(file, index).map(<[u8]>::to_vec).collect::<Vec<_>>();
        persons.map(of_one).collect::<Vec<_>>()
    };
    for part in &parts {
        assert!(part.len() <= 20_000 || records(part).len() == 1, "{}", part.len());
    }
    let together: Vec<_> = parts.iter().flat_map(|part| records(part)).collect();
    assert!(together == records(&whole));
}

/// Whether a file of a load is in a subfolder of the folder.
fn has_load(folder: &std::path::Path) -> bool {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files =
        entries.filter(|path| path.is_dir()).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    files.any(|file| file.unwrap().file_name().to_string_lossy().contains(".load"))
}

/// Stops at a step, or runs something there.
struct At<F>(usize, AtomicUsize, F);

impl<F: Fn() -> Result<(), Cancelled> + Sync> PipelineObserver for At<F> {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        let is_of_a_load = matches!(
            step,
            PipelineEvent::Loading { .. }
                | PipelineEvent::LoadWritten(_)
                | PipelineEvent::LoadPlaced(_)
        );
        if is_of_a_load && self.1.fetch_add(1, Ordering::SeqCst) == self.0 {
            (self.2)()
        } else {
            Ok(())
        }
    }
}

fn subscribed() -> Site {
    site(&[(Any, set(&["no-filter"]))])
}

#[test]
fn load_stopped_at_any_step_gives_the_same_files() {
    let undisturbed = subscribed();
    order(&undisturbed, 0, |new| new.part_size = Some(100_000)).unwrap();
    undisturbed.pipeline.write_loads(&NoObserver).unwrap();
    for step in 0.. {
        let site = subscribed();
        order(&site, 0, |new| new.part_size = Some(100_000)).unwrap();
        let stopped = site.pipeline.write_loads(&At(step, AtomicUsize::new(0), || Err(Cancelled)));
        let site = site.reopen();
        if stopped.is_ok() {
            assert!(step > 4, "there are more steps than {step}");
            return;
        }
        assert!(loads(&site).is_empty(), "no part of it is published");
        site.pipeline.write_loads(&NoObserver).unwrap();
        assert!(site.state() == undisturbed.state(), "step {step}");
        assert!(site.is_work_done());
    }
}

/// Another process that applies no extract but sweeps, between the archiving and the publication of a load.
struct Sweeper<'a> {
    site: &'a Site,
    lock: Mutex<Option<std::fs::File>>,
}

impl PipelineObserver for Sweeper<'_> {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        let mut lock = self.lock.lock().unwrap();
        match step {
            PipelineEvent::LoadWritten(_) => {
                let path = self.site.folder.path().join("pipeline.lock");
                let file = std::fs::File::options().write(true).open(path).unwrap();
                file.lock().unwrap();
                *lock = Some(file);
            }
            PipelineEvent::Waiting("pipeline.lock") if lock.is_some() => {
                for file in self.site.data.archive.files().unwrap() {
                    if let blobs::ArchiveFile::Load(sha256) = file {
                        assert!(!self.site.store.is_load_delivered(&sha256).unwrap());
                        self.site.data.archive.delete_load(&sha256).unwrap();
                    }
                }
                *lock = None;
            }
            _ => {}
        }
        Ok(())
    }
}

#[test]
fn load_that_a_sweep_deleted_is_archived_again() {
    let site = subscribed();
    order(&site, 0, |_| {}).unwrap();
    let sweeper = Sweeper { site: &site, lock: Mutex::new(None) };
    site.pipeline.write_loads(&sweeper).unwrap();
    assert_eq!(loads(&site).len(), 1);
    for file in site.data.archive.files().unwrap() {
        assert!(site.data.archive.check(file, &mut |_| Ok(())).unwrap());
    }
    assert!(has_load(&site.folder.path().join("archive")));
}

/// A load has the state of one extract and is delivered after it.
#[test]
fn extract_that_comes_during_a_load_goes_first() {
    let tuesday = {
        let denmark = synth::Plan { pace: 30_000, ..synth::Plan::new(11, 400) };
        let denmark = synth::Population::new(denmark).unwrap();
        denmark.day(jiff::civil::date(2026, 1, 6), Form::TRIMMED_LF)
    };
    for step in 0..2 {
        let site = subscribed();
        let id = order(&site, 0, |_| {}).unwrap();
        let delivered = Mutex::new(Vec::new());
        let ingest = || {
            site.ingest("tuesday", &tuesday);
            delivered.lock().unwrap().extend(loads(&site).into_keys());
            Ok(())
        };
        site.pipeline.write_loads(&At(step, AtomicUsize::new(0), ingest)).unwrap();
        assert!(delivered.lock().unwrap().is_empty(), "the extract did not wait for the load");
        let load = site.store.load(id).unwrap().unwrap();
        assert_eq!(load.proddto, Some(jiff::civil::date(2026, 1, 6)));
        let files = loads(&site);
        assert_eq!(files.len(), 1);
        assert!(files.values().next().unwrap() == &reference(&site, 0, |_| true), "step {step}");
    }
}

#[test]
fn cancelled_load_leaves_nothing() {
    // While it is written, when it is complete, and when it is in the account's folder.
    for step in 0.. {
        let site = subscribed();
        let id = order(&site, 0, |_| {}).unwrap();
        let cancel = || {
            site.store.cancel_load(id, &author(), now()).unwrap();
            Ok(())
        };
        let outcome = site.pipeline.write_loads(&At(step, AtomicUsize::new(0), cancel));
        assert!(outcome.is_ok(), "{outcome:?}");
        if site.store.load(id).unwrap().unwrap().state == LoadState::Done {
            assert!(step > 3, "there are more steps than {step}");
            return;
        }
        assert!(!has_load(&site.folder.path().join("shelf")), "step {step}");
        assert!(!has_load(&site.folder.path().join("archive")), "step {step}");
        assert!(loads(&site).is_empty() && site.is_work_done());
    }
}

/// An extract that a crash left undelivered is delivered first, even if no server runs.
#[test]
fn undelivered_extract_is_delivered_before_a_load() {
    let [friday, monday] = two_days(11, 400, Form::TRIMMED_LF);
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    site.ingest("friday", &friday);
    let stopped = site.try_ingest("monday", &monday, &AtApplied).unwrap_err();
    assert!(matches!(stopped, PipelineError::Cancelled(_)), "{stopped}");
    let id = order(&site, 0, |_| {}).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let load = site.store.load(id).unwrap().unwrap();
    assert_eq!((load.state, load.proddto), (LoadState::Done, Some(jiff::civil::date(2026, 1, 5))));
    assert_eq!(site.delivered().len(), 3);
}

/// Stops when the replica is updated, before anything is delivered.
struct AtApplied;

impl PipelineObserver for AtApplied {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if matches!(step, PipelineEvent::Applied(_)) { Err(Cancelled) } else { Ok(()) }
    }
}

/// Stops when all parts are complete.
struct AtWritten;

impl PipelineObserver for AtWritten {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if matches!(step, PipelineEvent::LoadWritten(_)) { Err(Cancelled) } else { Ok(()) }
    }
}

#[test]
fn load_that_cannot_be_written_does_not_stop_others() {
    let site = site(&[(Any, set(&["no-filter"])), (Any, set(&["municipality 101"]))]);
    let broken = order(&site, 0, |new| new.part_size = Some(100_000)).unwrap();
    site.pipeline.write_loads(&AtWritten).unwrap_err();
    let staging = site.folder.path().join("staging").join(format!("load-{broken}"));
    for file in std::fs::read_dir(&staging).unwrap() {
        std::fs::write(file.unwrap().path(), b"").unwrap();
    }
    let whole = order(&site, 1, |_| {}).unwrap();
    let failed = site.pipeline.write_loads(&NoObserver).unwrap_err().to_string();
    let state = |id| site.store.load(id).unwrap().unwrap().state;
    assert_eq!((state(broken), state(whole)), (LoadState::Running, LoadState::Done), "{failed}");
    // Cancelled and ordered again, it is delivered too.
    site.store.cancel_load(broken, &author(), now()).unwrap();
    let again = order(&site, 0, |_| {}).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert_eq!(state(again), LoadState::Done);
}

#[test]
fn missing_published_load_is_restored_from_the_archive() {
    let site = subscribed();
    order(&site, 0, |_| {}).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let before = site.state();
    for entry in std::fs::read_dir(site.folder.path().join("shelf").join("test")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    site.pipeline.reconcile(&NoObserver).unwrap();
    assert!(site.state() == before);
}

/// With PNR filters only, numbers are looked up; the replica is not scanned.
#[test]
fn numbers_outside_the_replica_are_left_out() {
    let site = site(&[(Any, set(&["pnr 0101018888", "pnr 3112998888"]))]);
    order(&site, 0, |_| {}).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert_eq!(loads(&site).len(), 1);
}

/// Numbers start with the day of the month, so the progress is relative to the last number in the replica.
#[test]
fn load_reports_its_progress_up_to_all_persons() {
    struct Scanned(Mutex<Vec<u64>>);
    impl PipelineObserver for Scanned {
        fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
            if let PipelineEvent::Loading { scanned_permille, .. } = step {
                self.0.lock().unwrap().push(scanned_permille);
            }
            Ok(())
        }
    }
    let [friday, _] = two_days(4, 200, Form::PADDED_LF);
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    site.ingest("friday", &friday);
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    let observer = Scanned(Mutex::default());
    // A clock that advances a second at each reading, so that every step is recorded.
    let seconds = std::sync::atomic::AtomicI64::new(0);
    let clock = clock::Clock::new(move || {
        now() + jiff::SignedDuration::from_secs(seconds.fetch_add(1, Ordering::SeqCst))
    });
    let ticking = site.retaining(pipeline::Retention::default(), clock);
    ticking.write_loads(&observer).unwrap();
    let noted = site.store.loads(None).unwrap().remove(0);
    assert_eq!((noted.scanned_permille, noted.persons > 0), (1000, true));
    let shares = observer.0.into_inner().unwrap();
    assert!(shares.len() > 5 && shares.is_sorted() && shares.last() == Some(&1000), "{shares:?}");
}
