use clock::{
    danish_day, danish_time_of_day, is_working_day, working_day_before, working_days_between,
};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use store::{DeliveryHold, FilterRequest, ReviewState, Run, RunDeliveries, RunKind, RunState};

use crate::app::App;
use crate::day_words::{long_day, waiting};
use crate::detail::Detail;
use crate::error::AppError;
use crate::request_context::RequestContext;
use crate::reviews::ReviewLine;

/// Runs that an overview shows.
const RUNS: u64 = 6;
/// When an extract of the night that has not come is late, as the clock shows in Denmark.
const LATE: Time = Time::constant(8, 0, 0, 0);

/// How the days of an installation go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As in the calendar: an extract for each working day, in the night after it.
    Calendar,
    /// As somebody lets them, in a sandbox: none is late.
    Simulated,
}

/// How the day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayState {
    /// No extract ever came.
    NoExtract,
    /// An extract is held.
    Held(Option<Date>),
    /// An extract is being processed.
    UnderWay(Date),
    /// The last extract is delivered, and no other is expected yet. Whether one comes next night.
    Delivered(Date, bool),
    /// The extract of this day is expected.
    Expected(Date),
    /// The extract of this day has not come, and should have.
    Late(Date),
}

/// What an operator wants to know in the morning.
#[derive(Debug)]
pub struct Today {
    /// Now.
    pub at: Timestamp,
    /// Today.
    pub day: Date,
    /// How the day stands.
    pub state: DayState,
    /// The same in a sentence or two, with what waits.
    pub sentence: Detail,
    /// What needs a decision.
    pub decisions: Decisions,
    /// The last runs, the last one first, with their deliveries.
    pub runs: Vec<(Run, RunDeliveries)>,
    /// The day as of which the replica is.
    pub replica: Option<Date>,
}

/// What needs a decision.
#[derive(Debug, Default)]
pub struct Decisions {
    /// Extracts that are held.
    pub runs: Vec<Run>,
    /// Deliveries that the volume brake holds.
    pub deliveries: Vec<DeliveryHold>,
    /// Changes of filters that somebody else has to approve.
    pub filters: Vec<FilterRequest>,
    /// Agreements whose filters should have been reviewed.
    pub reviews: Vec<ReviewLine>,
}

impl Decisions {
    /// How many.
    pub const fn count(&self) -> usize {
        self.runs.len() + self.deliveries.len() + self.filters.len() + self.reviews.len()
    }
}

/// What happened and what is to be done. For the operator and the auditor.
impl App {
    /// How today stands.
    pub fn today(&self, context: &RequestContext, pace: Pace) -> Result<Today, AppError> {
        self.as_reader(context, || {
            let (store, at) = (&self.store, self.now());
            let day = danish_day(at);
            let decisions = self.decisions(at)?;
            let replica = store.last_applied()?.and_then(|run| run.header).map(|it| it.proddto);
            let mut runs = Vec::new();
            for run in store.last_runs(RUNS)? {
                let deliveries = store.run_deliveries(run.id)?;
                runs.push((run, deliveries));
            }
            let latest = runs.iter().map(|(run, _)| run);
            let state = state(latest, replica, at, pace);
            let sentence = sentence(state, decisions.count());
            Ok(Today { at, day, state, sentence, decisions, runs, replica })
        })
    }

    /// The number of what needs a decision, for the menu.
    pub fn waiting_decisions(&self, context: &RequestContext) -> Result<usize, AppError> {
        self.as_reader(context, || Ok(self.decisions(self.now())?.count()))
    }

    fn decisions(&self, at: Timestamp) -> Result<Decisions, AppError> {
        let store = &self.store;
        let day = danish_day(at);
        let mut runs = store.pending_runs()?;
        runs.retain(|run| run.state == RunState::Held);
        let line = |status: store::ReviewStatus| {
            let state = status.state(day, danish_day);
            ReviewLine { status, state }
        };
        let asked = store.asked_reviews()?.into_iter();
        let mut reviews: Vec<ReviewLine> = asked.map(line).collect();
        reviews.retain(|line| matches!(line.state, ReviewState::Overdue(_)));
        Ok(Decisions {
            runs,
            deliveries: store.held_deliveries(at)?,
            filters: store.filter_requests(true)?,
            reviews,
        })
    }
}

/// How the day stands, by the last runs, the last one first, and the day of the replica.
pub(crate) fn state<'a>(
    runs: impl Iterator<Item = &'a Run>,
    replica: Option<Date>,
    at: Timestamp,
    pace: Pace,
) -> DayState {
    let proddto = |run: &Run| run.header.map(|header| header.proddto);
    for run in runs.filter(|run| run.kind == RunKind::Day) {
        match (run.state, proddto(run)) {
            (RunState::Held, day) => return DayState::Held(day),
            (RunState::Seen | RunState::Applied, Some(day)) => return DayState::UnderWay(day),
            _ => {}
        }
    }
    let Some(last) = replica else { return DayState::NoExtract };
    let today = danish_day(at);
    let yesterday = today.yesterday().unwrap_or(today);
    let missing = working_days_between(last, today);
    if pace == Pace::Simulated || missing == 0 {
        return DayState::Delivered(last, is_working_day(yesterday));
    }
    let expected = working_day_before(today);
    let is_morning = danish_time_of_day(at) < LATE;
    // Only the last night's is still on its way.
    let is_last_nights = missing == 1 && expected == yesterday;
    if is_morning && is_last_nights {
        DayState::Expected(expected)
    } else {
        DayState::Late(expected)
    }
}

/// The sentence at the top of the page.
pub(crate) fn sentence(state: DayState, decisions: usize) -> Detail {
    let waits = waiting(decisions);
    let (english, danish) = match state {
        DayState::NoExtract => (
            "No extract has come yet, so nothing is delivered.".to_owned(),
            "Der er ikke kommet noget udtræk endnu, så intet er leveret.".to_owned(),
        ),
        DayState::Held(Some(day)) => {
            let day = long_day(day);
            (
                format!("The extract for {} is held. Nobody has received a file of it.", day.english),
                format!("Udtrækket for {} er tilbageholdt. Ingen har fået en fil af det.", day.danish),
            )
        }
        DayState::Held(None) => (
            "A file is held: it cannot be said of which day it is. Nobody has received anything of it.".to_owned(),
            "En fil er tilbageholdt: det kan ikke ses, hvilken dag den er for. Ingen har fået noget af den.".to_owned(),
        ),
        DayState::UnderWay(day) => {
            let day = long_day(day);
            (
                format!("The extract for {} is being processed.", day.english),
                format!("Udtrækket for {} er under behandling.", day.danish),
            )
        }
        DayState::Delivered(day, _) => {
            let day = long_day(day);
            (
                format!("The extract for {} is delivered.", day.english),
                format!("Udtrækket for {} er leveret.", day.danish),
            )
        }
        DayState::Expected(day) => {
            let day = long_day(day);
            (
                format!("The extract for {} has not come yet; it is expected this morning.", day.english),
                format!("Udtrækket for {} er ikke kommet endnu; det ventes her til morgen.", day.danish),
            )
        }
        DayState::Late(day) => {
            let day = long_day(day);
            (
                format!("The extract for {} is late: it has not come.", day.english),
                format!("Udtrækket for {} er forsinket: det er ikke kommet.", day.danish),
            )
        }
    };
    Detail::new(format!("{english} {}", waits.english), format!("{danish} {}", waits.danish))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use store::{Held, HeldReason, RunHeader, Sha256};

    use super::*;

    /// A Wednesday.
    const MORNING: &str = "2026-03-11T06:30:00Z";
    const FORENOON: &str = "2026-03-11T07:00:00Z";

    fn run(state: RunState, day: i8) -> Run {
        let held = Held { reason: HeldReason::Gap, detail: String::new(), releasable: true };
        Run {
            id: "7".parse().unwrap(),
            kind: RunKind::Day,
            file_name: "d260310".into(),
            sha256: Sha256::from_bytes([1; 32]),
            size: 1,
            state,
            held: (state == RunState::Held).then_some(held),
            released: Vec::new(),
            findings: Vec::new(),
            header: Some(RunHeader {
                opgavenr: "534902".parse().unwrap(),
                proddto: date(2026, 3, day),
                proddtoforrig: None,
            }),
            persons: 0,
            records: 0,
            seen_at: Timestamp::UNIX_EPOCH,
            applied_at: None,
            done_at: None,
            unarchived_at: None,
        }
    }

    fn of(runs: &[Run], replica: Option<i8>, at: &str) -> DayState {
        let replica = replica.map(|day| date(2026, 3, day));
        state(runs.iter(), replica, at.parse().unwrap(), Pace::Calendar)
    }

    #[test]
    fn state_is_of_what_needs_somebody_first() {
        let day = |day| date(2026, 3, day);
        assert_eq!(of(&[], None, MORNING), DayState::NoExtract);
        let done = run(RunState::Done, 10);
        assert_eq!(
            of(std::slice::from_ref(&done), Some(10), MORNING),
            DayState::Delivered(day(10), true)
        );
        let held = [done.clone(), run(RunState::Held, 11)];
        assert_eq!(of(&held, Some(10), MORNING), DayState::Held(Some(day(11))));
        let applied = [run(RunState::Applied, 11), done];
        assert_eq!(of(&applied, Some(11), MORNING), DayState::UnderWay(day(11)));
    }

    #[test]
    fn extract_of_the_night_is_expected_in_the_morning_and_late_after_it() {
        let done = [run(RunState::Done, 9)];
        let yesterday = date(2026, 3, 10);
        assert_eq!(of(&done, Some(9), MORNING), DayState::Expected(yesterday));
        assert_eq!(of(&done, Some(9), FORENOON), DayState::Late(yesterday));
        // One before it has not come either.
        assert_eq!(of(&done, Some(6), MORNING), DayState::Late(yesterday));
        // On a Sunday Friday's is there.
        let sunday = of(&[run(RunState::Done, 6)], Some(6), "2026-03-08T12:00:00Z");
        assert_eq!(sunday, DayState::Delivered(date(2026, 3, 6), false));
        let replica = Some(date(2020, 1, 2));
        let sandbox = state([].iter(), replica, MORNING.parse().unwrap(), Pace::Simulated);
        assert!(matches!(sandbox, DayState::Delivered(..)));
    }

    #[test]
    fn sentence_says_what_happened_and_what_waits() {
        let day = date(2026, 3, 10);
        let all = [
            DayState::NoExtract,
            DayState::Held(Some(day)),
            DayState::Held(None),
            DayState::UnderWay(day),
            DayState::Delivered(day, true),
            DayState::Expected(day),
            DayState::Late(day),
        ];
        let danish: Vec<_> = all.iter().map(|state| sentence(*state, 0).danish).collect();
        for sentence in &danish {
            assert!(sentence.ends_with(". Intet kræver en beslutning."), "{sentence}");
        }
        assert!(danish[1].starts_with("Udtrækket for tirsdag den 10. marts 2026 er tilbageholdt."));
        let delivered = sentence(DayState::Delivered(day, true), 2);
        assert_eq!(
            delivered.danish,
            "Udtrækket for tirsdag den 10. marts 2026 er leveret. To ting venter på en beslutning."
        );
        assert_eq!(
            delivered.english,
            "The extract for Tuesday 10 March 2026 is delivered. Two things wait for a decision."
        );
    }
}
