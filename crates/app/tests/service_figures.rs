//! How the service is and was, from what was measured, with a clock that the test sets.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::{App, FigurePeriod, KindFigures, NewNotice, Pace, RequestContext, ServiceFigures};
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use manifest::Signer;
use net::RateLimiter;
use pipeline::{DataFiles, Pipeline, Settings};
use store::{
    Actor, Author, Measurement, NoticeKind, NoticeText, NoticeTexts, ProbeFault, ProbeKind, Store,
};
use tempfile::TempDir;
use uuid::Uuid;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const DAY: i64 = 24 * 60;

/// An installation that is measured, and whose clock counts minutes from midnight in Denmark.
struct Site {
    _folder: TempDir,
    app: App,
    store: Arc<Store>,
    minute: Arc<AtomicI64>,
}

fn start() -> Timestamp {
    "2026-03-08T23:00:00Z".parse().unwrap()
}

fn at(minute: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minute)
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::create(&folder.path().join("cprabo.db")).unwrap());
        let minute = Arc::new(AtomicI64::new(0));
        let read = Arc::clone(&minute);
        let clock = Clock::new(move || at(read.load(Ordering::Relaxed)));
        let files = Arc::new(DataFiles::create(folder.path()).unwrap());
        let settings = Settings::new(folder.path(), Signer::generate().unwrap().0);
        let pipeline = Pipeline::new(Arc::clone(&store), files, clock.clone(), settings);
        let signer = Arc::new(Signer::generate().unwrap().0);
        let limiter = Arc::new(RateLimiter::new(1));
        let app = App::new(Arc::clone(&store), pipeline, clock, signer, limiter);
        Self { _folder: folder, app, store, minute }
    }

    /// Measures every minute from the present one on, and lets them pass.
    fn measure(&self, minutes: i64, of: impl Fn(ProbeKind) -> (i64, Option<ProbeFault>)) {
        let from = self.minute.load(Ordering::Relaxed);
        let calls = (from..from + minutes).flat_map(|minute| {
            ProbeKind::ALL.map(|kind| {
                let (millis, fault) = of(kind);
                let took = SignedDuration::from_millis(millis);
                Measurement { kind, at: at(minute), span: MINUTE, took, fault }
            })
        });
        self.store.note_measurements(&calls.collect::<Vec<_>>(), None).unwrap();
        self.pass(minutes);
    }

    fn pass(&self, minutes: i64) {
        self.minute.fetch_add(minutes, Ordering::Relaxed);
    }

    fn figures(&self) -> ServiceFigures {
        self.app.service_figures(Pace::Calendar).unwrap()
    }

    fn soap(&self) -> KindFigures {
        let kinds = self.figures().kinds;
        kinds.into_iter().find(|kind| kind.last.kind == ProbeKind::Soap).unwrap()
    }

    fn announce(&self, from: i64, to: i64) {
        let text = |text: &str| -> NoticeText { text.parse().unwrap() };
        let notice = NewNotice {
            kind: NoticeKind::PlannedWork,
            begins: at(from),
            ends: Some(at(to)),
            texts: NoticeTexts {
                danish_title: text("Opdatering"),
                danish: text("SOAP svarer ikke."),
                english_title: text("Update"),
                english: text("SOAP does not answer."),
            },
        };
        self.app.add_notice(&operator(), &notice).unwrap();
    }
}

fn operator() -> RequestContext {
    let actor = Actor::Operator { uid: 0, name: "test".into() };
    RequestContext::operator(Author::new(actor, Uuid::from_u128(7)), "test")
}

const fn right(_: ProbeKind) -> (i64, Option<ProbeFault>) {
    (11, None)
}

const fn wrong(_: ProbeKind) -> (i64, Option<ProbeFault>) {
    (1000, Some(ProbeFault::TimedOut))
}

#[test]
fn share_is_shown_after_a_whole_day_and_of_what_was_measured() {
    let site = Site::new();
    assert_eq!(site.figures().status.as_str(), "not-measured");
    site.measure(DAY - 1, right);
    assert_eq!(site.soap().periods.map(|period| period.uptime), [None; 3]);
    assert_eq!(site.figures().status.as_str(), "fully-available");
    site.measure(1, right);
    let shares = site.soap().periods.map(|period| period.uptime.unwrap().share());
    assert_eq!(shares, [10_000; 3]);
    assert_eq!(site.figures().since, Some(start()));
    let [day, month, year] = site.soap().periods;
    assert_eq!(FigurePeriod::ALL, [day.period, month.period, year.period]);
    assert_eq!(year.uptime.unwrap().of, FigurePeriod::Day.length());
}

#[test]
fn wrong_answers_are_down_and_the_status_says_which() {
    let site = Site::new();
    site.measure(2 * DAY, right);
    site.measure(60, |kind| if kind == ProbeKind::Soap { wrong(kind) } else { right(kind) });
    assert_eq!(site.figures().status.as_str(), "partly-available");
    let [day, month, _] = site.soap().periods.map(|period| period.uptime.unwrap());
    assert_eq!((day.down, month.down), (MINUTE * 60, MINUTE * 60));
    assert_eq!(day.share(), 9_583);
    // Of two days and an hour.
    assert_eq!(month.share(), 9_795);
    site.measure(1, wrong);
    assert_eq!(site.figures().status.as_str(), "unavailable");
    let today = site.figures().days.last().cloned().unwrap();
    assert_eq!(today.down, Some(MINUTE * 61));
    let times = today.kinds.iter().map(|kind| (kind.kind, kind.down.unwrap().as_mins()));
    let expected = [(ProbeKind::Soap, 61), (ProbeKind::Lookup, 1), (ProbeKind::Sftp, 1)];
    assert_eq!(times.collect::<Vec<_>>(), expected);
}

#[test]
fn time_without_measurement_is_down_and_it_is_said_since_when() {
    let site = Site::new();
    site.measure(2 * DAY, right);
    site.pass(1);
    // The minute that goes on may be measured yet.
    assert_eq!(site.figures().stopped_at, None);
    assert_eq!(site.soap().periods[0].uptime.unwrap().down, SignedDuration::ZERO);
    site.pass(119);
    let figures = site.figures();
    assert_eq!(figures.stopped_at, Some(at(2 * DAY)));
    assert_eq!(figures.status.as_str(), "not-measured");
    assert_eq!(site.soap().periods[0].uptime.unwrap().down, MINUTE * 120);
    site.measure(60, right);
    assert_eq!(site.figures().stopped_at, None);
    assert_eq!(site.soap().periods[0].uptime.unwrap().down, MINUTE * 120);
}

#[test]
fn planned_work_is_down_and_the_share_without_it_stands_beside() {
    let site = Site::new();
    site.measure(2 * DAY, right);
    let now = 2 * DAY;
    site.announce(now, now + 60);
    site.measure(30, wrong);
    assert_eq!(site.figures().status.as_str(), "planned-work");
    site.measure(30, right);
    assert_eq!(site.figures().status.as_str(), "fully-available");
    let uptime = site.soap().periods[0].uptime.unwrap();
    assert_eq!((uptime.down, uptime.down_planned), (MINUTE * 30, MINUTE * 30));
    assert_eq!((uptime.share(), uptime.share_without_planned()), (9_791, 10_000));
}

#[test]
fn response_times_are_those_of_right_answers() {
    let site = Site::new();
    site.measure(95, |_| (11, None));
    site.measure(5, |_| (480, None));
    site.measure(100, wrong);
    let times = site.soap().periods[0].times.unwrap();
    assert_eq!((times.median, times.of_95, times.answers), (Some(12), Some(12), 100));
    site.measure(1, |_| (480, None));
    assert_eq!(site.soap().periods[1].times.unwrap().of_95, Some(500));
}

#[test]
fn notice_is_the_operators_and_has_an_end_after_its_beginning() {
    let site = Site::new();
    site.announce(10, 20);
    site.announce(10, 20);
    let notices = site.app.notices().unwrap();
    let addresses: Vec<&str> = notices.iter().map(|notice| notice.address.as_str()).collect();
    assert_eq!(addresses, ["2026-03-09-opdatering", "2026-03-09-opdatering-2"]);
    let address = &notices[0].address;
    let ended = site.app.end_notice(&operator(), address, Some(at(5)), |texts| texts);
    assert!(ended.is_err());
    let unchanged = |texts| texts;
    let ended = site.app.end_notice(&operator(), address, Some(at(15)), unchanged).unwrap();
    assert_eq!(ended.ends, Some(at(15)));
    assert_eq!(site.app.notice(address).unwrap().unwrap().ends, Some(at(15)));
}
