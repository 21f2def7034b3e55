//! The figures for programs. Fields may be added; none changes its meaning.

use std::collections::BTreeMap;

use app::{
    Detail, FigurePeriod, InTime, KindFigures, PeriodFigures, ResponseTime, ServiceDay,
    ServiceFigures, Uptime,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::ServiceNotice;

use crate::answer::Answer;
use crate::call::Call;
use crate::page_error::PageError;

/// The figures.
#[derive(Serialize)]
struct Status {
    service: &'static str,
    /// Now.
    at: Timestamp,
    /// `fully-available`, `partly-available`, `delayed`, `unavailable`, `planned-work` or `not-measured`.
    status: &'static str,
    status_text: Texts,
    measured_since: Option<Timestamp>,
    measuring_stopped_at: Option<Timestamp>,
    /// The day of the last extract in the replica, and when its files were all delivered.
    last_extract: Option<Date>,
    delivered_at: Option<Timestamp>,
    /// Whether the day's files are late or held.
    is_delayed: bool,
    calls: Vec<CallFigures>,
    days_files: Option<DaysFiles>,
    /// The last 30 days, in Denmark.
    days: Vec<Day>,
    notices: Vec<Notice>,
}

#[derive(Serialize)]
struct Texts {
    da: String,
    en: String,
}

/// A kind of call of the probe.
#[derive(Serialize)]
struct CallFigures {
    /// `soap`, `lookup` or `sftp`.
    call: &'static str,
    measured_since: Timestamp,
    is_measured: bool,
    last_at: Timestamp,
    last_is_right: bool,
    last_milliseconds: i64,
    /// By `day`, `month` and `year`: the last 24 hours, 30 days and 365 days.
    periods: BTreeMap<&'static str, Period>,
}

#[derive(Serialize)]
struct Period {
    /// `null` before 24 hours were measured.
    uptime: Option<PeriodUptime>,
    response_time: Option<Times>,
}

/// Percentages are rounded down to hundredths.
#[derive(Serialize)]
struct PeriodUptime {
    percent: f64,
    percent_without_planned_work: f64,
    measured_seconds: i64,
    down_seconds: i64,
    planned_work_seconds: i64,
    down_in_planned_work_seconds: i64,
}

/// Of right answers, in milliseconds. `null` where it is above 10,000.
#[derive(Serialize)]
struct Times {
    median: Option<u32>,
    of_95_percent: Option<u32>,
    answers: u64,
}

/// The files of working days that were delivered by 08:00 on the day after.
#[derive(Serialize)]
struct DaysFiles {
    since: Date,
    periods: BTreeMap<&'static str, Option<Delivered>>,
}

#[derive(Serialize)]
struct Delivered {
    in_time: u32,
    of: u32,
    percent: f64,
}

#[derive(Serialize)]
struct Day {
    day: Date,
    /// Any kind of call. `null` when the day was not measured.
    down_seconds: Option<i64>,
    calls: BTreeMap<&'static str, DayOfCall>,
}

#[derive(Serialize)]
struct DayOfCall {
    down_seconds: Option<i64>,
    response_time: Option<Times>,
}

#[derive(Serialize)]
struct Notice {
    address: String,
    /// `planned-work`, `outage` or `other`.
    kind: &'static str,
    begins: Timestamp,
    ends: Option<Timestamp>,
    title: Texts,
    text: Texts,
}

/// How the service is and was.
pub(crate) fn show(call: &Call) -> Result<Answer, PageError> {
    let figures = call.app().service_figures(call.shared.web.environment.pace())?;
    let status =
        Status::of(&figures, |address| call.public(&format!("/service/sf6002/drift/{address}")));
    let text = serde_json::to_string_pretty(&status);
    let text = text.map_err(|error| PageError::Failed(error.to_string()))?;
    Ok(Answer::Data("application/json", text))
}

impl Status {
    fn of(figures: &ServiceFigures, address: impl Fn(&str) -> String) -> Self {
        Self {
            service: "SF6002",
            at: figures.at,
            status: figures.status.as_str(),
            status_text: Texts::of(figures.status.word()),
            measured_since: figures.since,
            measuring_stopped_at: figures.stopped_at,
            last_extract: figures.state.last,
            delivered_at: figures.state.delivered_at,
            is_delayed: figures.state.is_delayed,
            calls: figures.kinds.iter().map(CallFigures::of).collect(),
            days_files: figures.day_files.map(|files| DaysFiles {
                since: files.since,
                periods: names().zip(files.periods.map(|it| it.map(Delivered::of))).collect(),
            }),
            days: figures.days.iter().map(Day::of).collect(),
            notices: figures
                .notices
                .iter()
                .map(|notice| Notice::of(notice, address(notice.address.as_str())))
                .collect(),
        }
    }
}

fn names() -> impl Iterator<Item = &'static str> {
    FigurePeriod::ALL.into_iter().map(FigurePeriod::as_str)
}

impl Texts {
    fn of(detail: Detail) -> Self {
        Self { da: detail.danish.into_owned(), en: detail.english.into_owned() }
    }
}

impl CallFigures {
    fn of(figures: &KindFigures) -> Self {
        Self {
            call: figures.last.kind.as_str(),
            measured_since: figures.since,
            is_measured: figures.is_measured,
            last_at: figures.last.at,
            last_is_right: figures.last.fault.is_none(),
            last_milliseconds: i64::try_from(figures.last.took.as_millis()).unwrap_or(i64::MAX),
            periods: names().zip(figures.periods.map(Period::of)).collect(),
        }
    }
}

impl Period {
    fn of(figures: PeriodFigures) -> Self {
        Self {
            uptime: figures.uptime.map(PeriodUptime::of),
            response_time: figures.times.map(Times::of),
        }
    }
}

impl PeriodUptime {
    fn of(uptime: Uptime) -> Self {
        Self {
            percent: percent(uptime.share()),
            percent_without_planned_work: percent(uptime.share_without_planned()),
            measured_seconds: uptime.of.as_secs(),
            down_seconds: uptime.down.as_secs(),
            planned_work_seconds: uptime.planned.as_secs(),
            down_in_planned_work_seconds: uptime.down_planned.as_secs(),
        }
    }
}

impl Times {
    fn of(times: ResponseTime) -> Self {
        Self { median: times.median, of_95_percent: times.of_95, answers: times.answers }
    }
}

impl Delivered {
    fn of(files: InTime) -> Self {
        Self { in_time: files.in_time, of: files.of, percent: percent(files.share()) }
    }
}

impl Day {
    fn of(day: &ServiceDay) -> Self {
        let seconds = |down: Option<SignedDuration>| down.map(|down| down.as_secs());
        let calls = day.kinds.iter().map(|kind| {
            let response_time = kind.times.map(Times::of);
            (kind.kind.as_str(), DayOfCall { down_seconds: seconds(kind.down), response_time })
        });
        Self { day: day.day, down_seconds: seconds(day.down), calls: calls.collect() }
    }
}

impl Notice {
    fn of(notice: &ServiceNotice, address: String) -> Self {
        let texts = &notice.texts;
        let both = |da: &store::NoticeText, en: &store::NoticeText| Texts {
            da: da.as_str().to_owned(),
            en: en.as_str().to_owned(),
        };
        Self {
            address,
            kind: notice.kind.as_str(),
            begins: notice.begins,
            ends: notice.ends,
            title: both(&texts.danish_title, &texts.english_title),
            text: both(&texts.danish, &texts.english),
        }
    }
}

fn percent(hundredths: u16) -> f64 {
    f64::from(hundredths) / 100.0
}
