use clock::{danish_day, danish_day_end};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan as _};
use store::{Period, ProbeKind, ResponseTimes};

use crate::measured_kind::Measured;
use crate::response_time::ResponseTime;
use crate::uptime::{Interval, Uptime, union};

/// Days that are shown one by one.
const DAYS: i32 = 30;

/// A day in Denmark, as it was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceDay {
    /// The day.
    pub day: Date,
    /// How long any kind of call was down; `None` when nothing of the day was measured.
    pub down: Option<SignedDuration>,
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
        ServiceDay { day, down: any_down(measured, day), kinds }
    };
    (0..DAYS).rev().map(|days| of_day(back(days))).collect()
}

/// How long any kind was down on a day.
fn any_down(measured: &[Measured], day: Date) -> Option<SignedDuration> {
    let times = measured.iter().map(|measured| measured_part(measured, day));
    let time = times.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))?;
    let down = union(measured.iter().flat_map(|measured| measured.down.clone()).collect());
    (time.0 < time.1).then(|| Uptime::of(time, &down, &[]).down)
}

/// The part of a day in which a kind was measured; what ends before it begins is none.
fn measured_part(measured: &Measured, day: Date) -> Interval {
    let midnight = day.yesterday().map_or(measured.state.since, danish_day_end);
    (midnight.max(measured.state.since), danish_day_end(day).min(measured.ends))
}

fn of_kind(measured: &Measured, times: &[ResponseTimes], day: Date) -> DayOfKind {
    let kind = measured.state.last.kind;
    let time = measured_part(measured, day);
    let down = (time.0 < time.1).then(|| Uptime::of(time, &measured.down, &[]).down);
    let of_day = |times: &&ResponseTimes| {
        times.kind == kind && times.period == Period::Day && danish_day(times.begins) == day
    };
    let times = times.iter().find(of_day).and_then(|times| ResponseTime::of(&times.counts));
    DayOfKind { kind, down, times }
}
