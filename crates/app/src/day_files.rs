//! Whether the files of each working day were delivered in time.

use std::collections::BTreeMap;

use clock::{danish_day, danish_moment, is_working_day};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::error::AppError;
use crate::figure_period::FigurePeriod;

/// When the files of a day are due: at this time in Denmark, the day after it.
const DUE: Time = Time::constant(8, 0, 0, 0);

/// How many working days' files were delivered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayFiles {
    /// The day from whose extract on they are counted.
    pub since: Date,
    /// Of the last day, month and year. `None` where none was due.
    pub periods: [Option<InTime>; 3],
}

/// How many were delivered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InTime {
    /// That many.
    pub in_time: u32,
    /// Of so many.
    pub of: u32,
}

impl InTime {
    /// The share in hundredths of a per cent, rounded down.
    pub fn share(self) -> u16 {
        u16::try_from(self.in_time * 10_000 / self.of.max(1)).unwrap_or(10_000)
    }
}

impl App {
    /// The figures of the days' files; `None` before there was a first extract.
    pub(crate) fn day_files(&self, now: Timestamp) -> Result<Option<DayFiles>, AppError> {
        let Some(first) = self.store.first_day()? else { return Ok(None) };
        let year = FigurePeriod::Year.length();
        let from = now.checked_sub(year + SignedDuration::from_hours(48)).unwrap_or(now);
        let delivered = self.store.delivered_days(danish_day(from))?;
        let delivered = delivered.into_iter().filter_map(|(day, at)| Some((day, at?))).collect();
        let periods = FigurePeriod::ALL.map(|period| {
            let from = now.checked_sub(period.length()).unwrap_or(now);
            in_time(first, (from, now), &delivered)
        });
        Ok(Some(DayFiles { since: first, periods }))
    }
}

/// Of the files that became due in a time, and are of a day after the first one.
fn in_time(
    first: Date,
    (from, to): (Timestamp, Timestamp),
    delivered: &BTreeMap<Date, Timestamp>,
) -> Option<InTime> {
    let mut found = InTime { in_time: 0, of: 0 };
    let begins = danish_day(from).yesterday().unwrap_or(first).max(first.tomorrow().ok()?);
    let mut day = begins;
    while day <= danish_day(to) {
        let next = day.tomorrow().ok()?;
        let due = danish_moment(next, DUE);
        if is_working_day(day) && from < due && due <= to {
            found.of += 1;
            found.in_time += u32::from(delivered.get(&day).is_some_and(|at| *at <= due));
        }
        day = next;
    }
    (found.of > 0).then_some(found)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn file_is_in_time_until_eight_the_day_after_its_working_day() {
        let first = date(2026, 3, 5);
        let delivered = BTreeMap::from([
            (date(2026, 3, 6), moment("2026-03-07T06:59:59Z")),
            (date(2026, 3, 9), moment("2026-03-10T07:00:01Z")),
        ]);
        let of = |from: &str, to: &str| {
            in_time(first, (moment(from), moment(to)), &delivered).map(|it| (it.in_time, it.of))
        };
        // Friday's and Monday's, of which that one was late; nothing on the weekend.
        assert_eq!(of("2026-03-01T00:00:00Z", "2026-03-10T12:00:00Z"), Some((1, 2)));
        // Tuesday's is not due yet, and then it is and has not come.
        assert_eq!(of("2026-03-10T12:00:00Z", "2026-03-11T06:59:59Z"), None);
        assert_eq!(of("2026-03-10T12:00:00Z", "2026-03-11T07:00:00Z"), Some((0, 1)));
        // Nothing was expected before the first extract.
        assert_eq!(of("2026-01-01T00:00:00Z", "2026-03-06T12:00:00Z"), None);
    }

    #[test]
    fn share_is_rounded_down() {
        assert_eq!(InTime { in_time: 2, of: 3 }.share(), 6_666);
        assert_eq!(InTime { in_time: 3, of: 3 }.share(), 10_000);
    }
}
