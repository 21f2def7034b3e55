use clock::{danish_day, danish_day_end};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use store::{Period, ProbeKind, ResponseTimes};

use crate::service_figures::{Measured, ResponseTime};
use crate::uptime::Uptime;

/// Days that are shown one by one.
const DAYS: i32 = 30;

/// A day in Denmark, as it was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDay {
    /// The day.
    pub day: Date,
    /// Each kind of call.
    pub kinds: Vec<DayOfKind>,
}

/// A kind of call on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfKind {
    /// The kind.
    pub kind: ProbeKind,
    /// How long it was down; `None` when nothing of the day was measured.
    pub down: Option<SignedDuration>,
    /// How long right answers took.
    pub times: Option<ResponseTime>,
}

/// The last days, today last.
pub(crate) fn days(measured: &[Measured], times: &[ResponseTimes], today: Date) -> Vec<ServiceDay> {
    let back = |days: i32| today.checked_sub(days.days()).unwrap_or(today);
    let of_day = |day: Date| {
        let kinds = measured.iter().map(|measured| of_kind(measured, times, day)).collect();
        ServiceDay { day, kinds }
    };
    (0..DAYS).rev().map(|days| of_day(back(days))).collect()
}

fn of_kind(measured: &Measured, times: &[ResponseTimes], day: Date) -> DayOfKind {
    let kind = measured.state.last.kind;
    let midnight = day.yesterday().map_or(measured.state.since, danish_day_end);
    let time = (midnight.max(measured.state.since), danish_day_end(day).min(measured.ends));
    let down = (time.0 < time.1).then(|| Uptime::of(time, &measured.down, &[]).down);
    let of_day = |times: &&ResponseTimes| {
        times.kind == kind && times.period == Period::Day && danish_day(times.begins) == day
    };
    let times = times.iter().find(of_day).and_then(|times| ResponseTime::of(&times.counts));
    DayOfKind { kind, down, times }
}
