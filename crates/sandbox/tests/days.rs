//! Days of a sandbox with one system that receives everybody.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::Arc;

use clock::Clock;
use filters::Filter;
use jiff::Timestamp;
use manifest::Signer;
use pipeline::{DataFiles, NoObserver, Pipeline, Settings};
use sandbox::{DayOrder, FileContents, MAX_DAYS, OrderState, Sandbox, SandboxError, WhoIsShown};
use store::{
    Author, Certificate, Decision, FilterEdit, Fingerprint, HeldReason, MetadataRoot, NewAgreement,
    NewSystem, RunState, Sha256, SshKey, Store,
};
use synth::{InhabitantIndex, InhabitantQuery, InjectedFault, Plan};
use tempfile::TempDir;
use uuid::Uuid;

const AGREEMENT: Uuid = Uuid::from_u128(2);

fn now() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

struct Site {
    _folder: TempDir,
    store: Arc<Store>,
    sandbox: Sandbox,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        let files = Arc::new(DataFiles::create(folder.path()).unwrap());
        let settings = Settings {
            days_pass_by_the_clock: false,
            ..Settings::new(folder.path(), Signer::generate().unwrap().0)
        };
        let pipeline =
            Pipeline::new(Arc::clone(&store), Arc::clone(&files), Clock::new(now), settings);
        let place = folder.path().join("denmark");
        let sandbox = Sandbox::new(&place, Arc::clone(&store), pipeline.clone(), files);
        let plan = Plan { pace: 3_000, ..Plan::new(11, 400) };
        sandbox.create(plan, |_| {}, &NoObserver).unwrap();
        // The first file is everybody; the system comes after it.
        add_parties(&store, &pipeline);
        Self { _folder: folder, store, sandbox }
    }

    fn pass(&self, order: DayOrder) -> Result<(), SandboxError> {
        self.sandbox.order_days(order)?;
        self.sandbox.pass_ordered_days(&|| false, &NoObserver)
    }

    fn person(&self, event: &str) -> InhabitantIndex {
        let event = event.parse().unwrap();
        let from = InhabitantIndex::from_number(0);
        let everybody =
            self.sandbox.find(&InhabitantQuery::default(), from, usize::MAX).unwrap().people;
        let can = |index| self.sandbox.possible_events(index).unwrap().contains(&event);
        everybody.into_iter().map(|one| one.index).find(|index| can(*index)).unwrap()
    }
}

fn add_parties(store: &Store, pipeline: &Pipeline) {
    let system = NewSystem {
        uuid: Uuid::from_u128(1).into(),
        name: "omsorg".into(),
        sftp_user: "omsorg".parse().unwrap(),
        metadata_root: MetadataRoot::FileMetadata,
        certificate: Certificate {
            fingerprint: Fingerprint(Sha256::from_bytes([1; 32])),
            subject: "CN=omsorg".into(),
            not_before: now(),
            not_after: now(),
            revoked_at: None,
        },
        ssh_key: SshKey { fingerprint: "SHA256:1".into(), text: "x".into(), revoked_at: None },
    };
    store.add_system(&system, &Author::PLATFORM, now()).unwrap();
    let agreement =
        NewAgreement::of(AGREEMENT.into(), Uuid::from_u128(1).into(), Uuid::from_u128(3).into());
    let id = store.add_agreement(&agreement, &Author::PLATFORM, now()).unwrap();
    let all = FilterEdit::Add(vec![Filter::NoFilter]);
    pipeline.edit_filters(id, &all, &Author::PLATFORM).unwrap();
}

const DAY: DayOrder = DayOrder { days: 1, fault: None };

#[test]
fn ordered_event_is_in_the_next_days_file_in_clear_text_beside_its_lines() {
    let site = Site::new();
    let index = site.person("A01");
    let pnr = site.sandbox.person(index).unwrap().unwrap().pnr;
    let day = site.sandbox.order_for(index, "A01".parse().unwrap()).unwrap();
    assert_eq!(site.sandbox.ordered_events().unwrap().len(), 1);
    site.pass(DAY).unwrap();
    let progress = site.sandbox.progress().unwrap();
    assert_eq!(progress.state, OrderState::Done);
    let run = progress.passed[0].run.as_ref().unwrap();
    assert_eq!((progress.passed[0].day, run.state), (day, RunState::Done));
    assert_eq!(site.sandbox.ordered_events().unwrap(), []);

    let delivery = site.sandbox.deliveries_of(run.id).unwrap().remove(0);
    let who = WhoIsShown::Inhabitant(index);
    let show = |who| site.sandbox.delivered_file(AGREEMENT.into(), delivery.seq, who, (0, 10_000));
    let file = show(who).unwrap().unwrap();
    assert!(file.manifest.unwrap().contains("\"seq\": 1"));
    assert!(file.metadata.unwrap().contains("<"));
    let FileContents::Read { file: own, people, count, shown } = file.contents else {
        panic!("it is there");
    };
    assert_eq!((own.len(), people.len()), (2, count));
    let (person, records) = shown.unwrap();
    assert_eq!((person.pnr, person.index), (pnr, Some(index)));
    assert!(person.reason.is_some());
    let event = records.iter().find(|record| record.raw.starts_with("099")).unwrap();
    let fields: Vec<_> =
        event.clear.fields.iter().filter(|field| field.name == "HAENDELSE").collect();
    assert_eq!((&*fields[0].value, fields[0].meaning), ("A01", Some("Flytning")));

    let (_, agreements) = site.sandbox.parties().unwrap();
    let explained =
        site.sandbox.explain(&agreements[0], index, day, &Author::PLATFORM, now()).unwrap();
    assert_eq!(explained[0].outcome.as_str(), "delivered");
}

#[test]
fn file_is_shown_a_part_at_a_time_and_one_that_is_not_there_is_none() {
    let site = Site::new();
    site.pass(DAY).unwrap();
    let show = |seq, from| {
        let who = WhoIsShown::Place(from);
        site.sandbox.delivered_file(AGREEMENT.into(), seq, who, (from, 2)).unwrap()
    };
    let pnrs = |from| match show(1, from).unwrap().contents {
        FileContents::Read { people, count, shown, .. } => {
            assert_eq!(shown.map(|(one, _)| one.pnr), people.first().map(|one| one.pnr));
            (people.iter().map(|person| person.pnr).collect::<Vec<_>>(), count)
        }
        _ => panic!("it is there"),
    };
    let (first, count) = pnrs(0);
    let (next, _) = pnrs(2);
    assert!(count > 3 && first.len() == 2 && next.len() == 2 && first != next);
    assert_eq!(pnrs(count).0, []);
    assert!(show(2, 0).is_none());
    let unknown = Uuid::from_u128(9).into();
    assert!(
        site.sandbox.delivered_file(unknown, 1, WhoIsShown::Place(0), (0, 2)).unwrap().is_none()
    );
}

#[test]
fn order_is_bounded_and_one_at_a_time() {
    let site = Site::new();
    for days in [0, MAX_DAYS + 1] {
        let refused = site.sandbox.order_days(DayOrder { days, fault: None });
        assert!(matches!(refused, Err(SandboxError::Days)));
    }
    let with_fault = DayOrder { days: 2, fault: Some(InjectedFault::Torn) };
    assert!(matches!(site.sandbox.order_days(with_fault), Err(SandboxError::Days)));
    site.sandbox.order_days(DayOrder { days: MAX_DAYS, fault: None }).unwrap();
    assert!(matches!(site.sandbox.order_days(DAY), Err(SandboxError::Busy)));
    assert!(site.sandbox.progress().unwrap().is_open());
}

#[test]
fn days_stop_while_somebody_else_has_the_turn_and_say_so() {
    let site = Site::new();
    let turn = site.sandbox.turn().unwrap();
    assert!(matches!(site.pass(DAY), Err(SandboxError::Busy)));
    let progress = site.sandbox.progress().unwrap();
    assert!(matches!(progress.state, OrderState::Failed(why) if why.contains("a day is passing")));
    let index = site.person("A33");
    let order = || site.sandbox.order_for(index, "A33".parse().unwrap());
    assert!(matches!(order(), Err(SandboxError::Busy)));
    drop(turn);
    order().unwrap();
    site.pass(DAY).unwrap();
}

#[test]
fn day_with_a_fault_is_held_until_it_is_resolved() {
    let site = Site::new();
    site.pass(DayOrder { days: 1, fault: Some(InjectedFault::Torn) }).unwrap();
    let (held, waiting) = site.sandbox.held().unwrap().unwrap();
    assert_eq!(held.held.as_ref().map(|held| held.reason), Some(HeldReason::Torn));
    assert_eq!(waiting, 0);
    site.pass(DAY).unwrap();
    assert_eq!(site.sandbox.held().unwrap().unwrap().1, 1);
    site.sandbox.resolve(held.id, Decision::Reject, &Author::PLATFORM).unwrap();
    // Now the day is missing.
    let (gap, _) = site.sandbox.held().unwrap().unwrap();
    assert_eq!(gap.held.as_ref().map(|held| held.reason), Some(HeldReason::Gap));
    let run = site.sandbox.resolve(gap.id, Decision::Release, &Author::PLATFORM).unwrap();
    assert!(run.state.is_applied());
    assert_eq!(site.sandbox.held().unwrap(), None);
    site.pass(DAY).unwrap();
    assert_eq!(site.store.last_runs(1).unwrap()[0].state, RunState::Done);
}

#[test]
fn day_that_does_not_come_is_said() {
    let site = Site::new();
    site.pass(DayOrder { days: 1, fault: Some(InjectedFault::Missing) }).unwrap();
    let progress = site.sandbox.progress().unwrap();
    assert_eq!((progress.passed[0].run.as_ref(), progress.state), (None, OrderState::Done));
}

#[test]
fn sandbox_begins_with_no_extracts_and_nothing_is_there_before() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::new();
    let again = site.sandbox.create(Plan::new(1, 10), |_| {}, &NoObserver);
    assert!(matches!(again, Err(SandboxError::NotEmpty)));
    let (store, files) =
        (Arc::clone(&site.store), Arc::new(DataFiles::create(folder.path()).unwrap()));
    let settings = Settings::new(folder.path(), Signer::generate().unwrap().0);
    let pipeline = Pipeline::new(Arc::clone(&store), Arc::clone(&files), Clock::new(now), settings);
    let nowhere = Sandbox::new(&folder.path().join("denmark"), store, pipeline, files);
    assert!(!nowhere.exists());
    assert!(matches!(nowhere.turn(), Err(SandboxError::NoSandbox { .. })));
}
