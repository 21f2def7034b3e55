use jiff::civil::{DateTime, date};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// The offset of Danish time from UTC at a civil time, also before there were time zones. A time that comes twice, or not at
/// all, when the clocks are set has the offset of before.
pub fn danish_offset(at: DateTime) -> Offset {
    if at < date(1980, 1, 1).at(0, 0, 0, 0) {
        return before_1980(at);
    }
    let zone = TimeZone::get("Europe/Copenhagen").unwrap_or(TimeZone::UTC);
    match zone.to_ambiguous_timestamp(at).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
    }
}

/// The zone database that is compiled in has Copenhagen as another name of Berlin, which was another time before 1980. This
/// is what the database itself has of Copenhagen (`backzone`).
fn before_1980(at: DateTime) -> Offset {
    let later = CHANGES.partition_point(|(day, seconds, _)| {
        let (year, month, day) = *day;
        date(year, month, day).at(0, 0, 0, 0).saturating_add(jiff::Span::new().seconds(*seconds))
            <= at
    });
    let seconds = later.checked_sub(1).map_or(MEAN_TIME, |last| CHANGES[last].2);
    Offset::from_seconds(seconds).unwrap_or(Offset::UTC)
}

/// Copenhagen's mean time, in seconds.
const MEAN_TIME: i32 = 50 * 60 + 20;
const WINTER: i32 = 3600;
const SUMMER: i32 = 7200;
/// Three o'clock, in seconds: when summer time begins and ends.
const THREE: i64 = 3 * 3600;

/// A day, the seconds of its civil time from which on an offset counts, and the offset.
type Change = ((i16, i8, i8), i64, i32);

/// The changes in rising order.
const CHANGES: [Change; 17] = [
    ((1894, 1, 1), 9 * 60 + 40, WINTER),
    ((1916, 5, 15), 0, SUMMER),
    ((1916, 9, 30), 23 * 3600, WINTER),
    ((1940, 5, 15), 3600, SUMMER),
    ((1942, 11, 2), THREE, WINTER),
    ((1943, 3, 29), THREE, SUMMER),
    ((1943, 10, 4), THREE, WINTER),
    ((1944, 4, 3), THREE, SUMMER),
    ((1944, 10, 2), THREE, WINTER),
    ((1945, 4, 2), THREE, SUMMER),
    ((1945, 8, 15), THREE, WINTER),
    ((1946, 5, 1), THREE, SUMMER),
    ((1946, 9, 1), THREE, WINTER),
    ((1947, 5, 4), THREE, SUMMER),
    ((1947, 8, 10), THREE, WINTER),
    ((1948, 5, 9), THREE, SUMMER),
    ((1948, 8, 8), THREE, WINTER),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(at: &str) -> i32 {
        danish_offset(at.parse().unwrap()).seconds()
    }

    #[test]
    fn offset_is_that_of_copenhagen_and_not_of_berlin() {
        for (at, offset) in [
            ("1880-06-01T12:00", MEAN_TIME),
            ("1893-12-31T23:59", MEAN_TIME),
            ("1894-01-01T00:10", WINTER),
            ("1940-05-01T12:00", WINTER),
            ("1945-06-01T12:00", SUMMER),
            ("1945-09-01T12:00", WINTER),
            ("1947-06-01T12:00", SUMMER),
            ("1949-06-01T12:00", WINTER),
            ("1978-07-01T12:00", WINTER),
            ("1980-05-01T12:00", SUMMER),
            ("2026-01-05T12:00", WINTER),
            ("2026-07-05T12:00", SUMMER),
        ] {
            assert_eq!(seconds(at), offset, "{at}");
        }
    }

    #[test]
    fn offset_when_clocks_are_set_is_that_of_before() {
        for (at, offset) in [
            ("1894-01-01T00:05", MEAN_TIME),
            ("1947-05-04T02:30", WINTER),
            ("1947-05-04T03:00", SUMMER),
            ("1947-08-10T02:30", SUMMER),
            ("1947-08-10T03:00", WINTER),
            ("2026-03-29T02:30", WINTER),
            ("2026-03-29T03:00", SUMMER),
            ("2026-10-25T02:30", SUMMER),
            ("2026-10-25T03:00", WINTER),
        ] {
            assert_eq!(seconds(at), offset, "{at}");
        }
    }
}
