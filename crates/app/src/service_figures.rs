use clock::danish_day;
use jiff::Timestamp;
use store::{Measurement, Period, ProbeKind, ResponseTimes, ServiceNotice, TimeCounts};

use crate::app::App;
use crate::day_files::DayFiles;
use crate::error::AppError;
use crate::figure_period::FigurePeriod;
use crate::measured_kind::Measured;
use crate::response_time::ResponseTime;
use crate::service_days::{ServiceDay, days};
use crate::service_state::ServiceState;
use crate::service_status::{ServiceStatus, Signs};
use crate::today::Pace;
use crate::uptime::{Interval, Uptime, union};

/// Notices that go with the figures.
const NOTICES: u64 = 20;

/// How the service is and was, for everybody: nothing of any authority or system.
#[derive(Debug, Clone)]
pub struct ServiceFigures {
    /// Now.
    pub at: Timestamp,
    /// How it stands.
    pub status: ServiceStatus,
    /// The day's files.
    pub state: ServiceState,
    /// Since when it is measured; `None` when it never was.
    pub since: Option<Timestamp>,
    /// Since when it is not measured, though it was.
    pub stopped_at: Option<Timestamp>,
    /// Each kind of call that was ever measured.
    pub kinds: Vec<KindFigures>,
    /// Whether the days' files were in time; `None` before the first extract, and where days go by command.
    pub day_files: Option<DayFiles>,
    /// The last 30 days, today last.
    pub days: Vec<ServiceDay>,
    /// The last notices, the one that begins last first.
    pub notices: Vec<ServiceNotice>,
}

/// The figures of a kind of call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindFigures {
    /// The last call.
    pub last: Measurement,
    /// Since when it is measured.
    pub since: Timestamp,
    /// Whether it is measured now.
    pub is_measured: bool,
    /// The last day, month and year.
    pub periods: [PeriodFigures; 3],
}

/// The figures of a kind of call over a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodFigures {
    /// The period.
    pub period: FigurePeriod,
    /// How much of it the service was up: of what was measured, and `None` before a day of it.
    pub uptime: Option<Uptime>,
    /// How long right answers took.
    pub times: Option<ResponseTime>,
}

/// What everybody may know.
impl App {
    /// How the service is and was.
    pub fn service_figures(&self, pace: Pace) -> Result<ServiceFigures, AppError> {
        let (store, at) = (&self.store, self.now());
        let state = self.service_state(pace)?;
        let from = at.checked_sub(FigurePeriod::Year.length()).unwrap_or(at);
        let downtimes = store.downtimes(from)?;
        let mut states = store.probe_states()?;
        states.sort_by_key(|state| state.last.kind);
        let measured: Vec<Measured> =
            states.into_iter().map(|state| Measured::of(state, &downtimes, at)).collect();
        let work = store.planned_work(from)?;
        let planned =
            union(work.iter().map(|work| (work.begins, work.ends.unwrap_or(at))).collect());
        let is_planned =
            work.iter().any(|work| work.begins <= at && work.ends.is_none_or(|ends| at < ends));
        let now = measured.iter().filter(|kind| kind.is_measured);
        let status = ServiceStatus::of(Signs {
            measured: now.clone().count(),
            down: now.clone().filter(|kind| kind.state.last.fault.is_some()).count(),
            is_delayed: state.is_delayed,
            is_planned,
        });
        let by_hour = store.response_times(Period::Hour, FigurePeriod::Day.before(at))?;
        let by_day = store.response_times(Period::Day, from)?;
        let stopped = measured.iter().filter(|kind| !kind.is_measured);
        Ok(ServiceFigures {
            at,
            status,
            state,
            since: measured.iter().map(|kind| kind.state.since).min(),
            stopped_at: stopped.map(|kind| kind.state.until).min(),
            day_files: if pace == Pace::Calendar { self.day_files(at)? } else { None },
            days: days(&measured, &by_day, danish_day(at)),
            kinds: measured
                .iter()
                .map(|kind| figures(kind, at, &planned, &by_hour, &by_day))
                .collect(),
            notices: store.service_notices(NOTICES)?,
        })
    }
}

/// The figures of a kind.
fn figures(
    measured: &Measured,
    now: Timestamp,
    planned: &[Interval],
    by_hour: &[ResponseTimes],
    by_day: &[ResponseTimes],
) -> KindFigures {
    let kind = measured.state.last.kind;
    let periods = FigurePeriod::ALL.map(|period| {
        let from = period.before(now);
        let times = if period == FigurePeriod::Day { by_hour } else { by_day };
        PeriodFigures {
            period,
            uptime: measured.uptime(from, planned),
            times: response_time(times, kind, from),
        }
    });
    let (last, since) = (measured.state.last, measured.state.since);
    KindFigures { last, since, is_measured: measured.is_measured, periods }
}

/// Of everything that began at a moment or later.
fn response_time(
    times: &[ResponseTimes],
    kind: ProbeKind,
    from: Timestamp,
) -> Option<ResponseTime> {
    let mut all = TimeCounts::default();
    let of_kind = times.iter().filter(|times| times.kind == kind && times.begins >= from);
    of_kind.for_each(|times| all.add_all(&times.counts));
    ResponseTime::of(&all)
}
