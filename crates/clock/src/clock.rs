use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Gives the time: the machine's, or in tests the time that the test sets.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    since: Since,
}

/// The moment from which [`Clock::elapsed`] counts.
#[derive(Clone, Copy)]
enum Since {
    /// By the machine's monotonic clock, which cannot be set.
    Machine(Instant),
    /// By the given clock itself.
    Given(Timestamp),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self { now: Arc::new(Timestamp::now), since: Since::Machine(Instant::now()) }
    }

    /// A clock that calls `now` for the time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let begun = now();
        Self { now: Arc::new(now), since: Since::Given(begun) }
    }

    /// The current time. The machine's clock can be set forward and back, so timeouts and intervals use
    /// [`Clock::elapsed`].
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// The time since the clock was made, for pauses and intervals.
    pub fn elapsed(&self) -> Duration {
        match self.since {
            Since::Machine(begun) => begun.elapsed(),
            Since::Given(begun) => {
                Duration::try_from(self.now().duration_since(begun)).unwrap_or_default()
            }
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The day in Denmark at a moment. Agreements come into force and end by this day.
pub fn danish_day(at: Timestamp) -> Date {
    // The zone is compiled in; UTC is the fallback of a build without it.
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).date()
}

/// The moment at which a day in Denmark ends and the next begins; `Timestamp::MAX` for the last day.
pub fn danish_day_end(day: Date) -> Timestamp {
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    let next = day.tomorrow().and_then(|next| next.to_zoned_datetime(zone));
    next.map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

/// The moment of a time of day in Denmark; of one that the day has twice or not at all, as near as can be.
pub fn danish_moment(day: Date, time: Time) -> Timestamp {
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    let moment = day.to_datetime(time).to_zoned_datetime(zone);
    moment.map_or(Timestamp::MAX, |moment| moment.timestamp())
}

/// A moment in Danish time, to the second: `2026-01-05 13:00:00`.
pub fn danish_time(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The time of day of a moment in Denmark.
pub fn danish_time_of_day(at: Timestamp) -> Time {
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).time()
}

/// A moment as `ls -l` shows it in Denmark: with the time of day (`Jan  5 13:00`), or with the year when it is more
/// than half a year away (`Jan  5  2025`). Twelve characters.
pub fn listed_time(at: Timestamp, now: Timestamp) -> String {
    const HALF_A_YEAR: SignedDuration = SignedDuration::from_hours(24 * 365 / 2);
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    let is_near = now.duration_since(at).abs() < HALF_A_YEAR;
    let form = if is_near { "%b %e %H:%M" } else { "%b %e  %Y" };
    at.to_zoned_datetime(zone).strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn winter_and_summer_time_are_known() {
        let day = |at: &str| danish_day(at.parse().unwrap()).to_string();
        assert_eq!(day("2026-01-04T22:59:59Z"), "2026-01-04");
        assert_eq!(day("2026-01-04T23:00:00Z"), "2026-01-05");
        assert_eq!(day("2026-07-04T21:59:59Z"), "2026-07-04");
        assert_eq!(day("2026-07-04T22:00:00Z"), "2026-07-05");
        let time = |at: &str| danish_time_of_day(at.parse().unwrap()).to_string();
        assert_eq!(time("2026-01-04T22:59:59Z"), "23:59:59");
        assert_eq!(time("2026-07-04T22:00:00Z"), "00:00:00");
    }

    #[test]
    fn listed_time_has_the_year_where_half_a_year_lies_between() {
        let shown =
            |now: &str| listed_time("2026-01-05T12:00:30Z".parse().unwrap(), now.parse().unwrap());
        assert_eq!(shown("2026-01-05T12:01:00Z"), "Jan  5 13:00");
        assert_eq!(shown("2026-07-01T00:00:00Z"), "Jan  5 13:00");
        assert_eq!(shown("2026-07-10T00:00:00Z"), "Jan  5  2026");
        assert_eq!(shown("2025-01-05T00:00:00Z"), "Jan  5  2026");
    }

    #[test]
    fn danish_moment_follows_summer_time() {
        let at =
            |day: &str| danish_moment(day.parse().unwrap(), Time::constant(8, 0, 0, 0)).to_string();
        assert_eq!(at("2026-01-05"), "2026-01-05T07:00:00Z");
        assert_eq!(at("2026-07-05"), "2026-07-05T06:00:00Z");
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let end = |day: &str| danish_day_end(day.parse().unwrap());
        assert_eq!(end("2026-01-04").to_string(), "2026-01-04T23:00:00Z");
        assert_eq!(end("2026-07-04").to_string(), "2026-07-04T22:00:00Z");
        // The clock goes forward in the night before this day, so the day has 23 hours.
        assert_eq!(end("2026-03-28").to_string(), "2026-03-28T23:00:00Z");
        assert_eq!(end("2026-03-29").to_string(), "2026-03-29T22:00:00Z");
        assert_eq!(danish_day_end(Date::MAX), Timestamp::MAX);
    }
}
