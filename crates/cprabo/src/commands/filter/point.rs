use std::fmt;
use std::str::FromStr;

use app::FilterPoint;
use jiff::civil::Date;
use store::FilterVersion;

/// A point in the history of a subscription's filters: a version, or the end of a day in Denmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    Version(FilterVersion),
    Day(Date),
}

/// Neither a version nor a day. Does not repeat the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a version, as `cprabo filter history` lists it, nor a day (YYYY-MM-DD)")]
pub(crate) struct InvalidPoint;

impl FromStr for Point {
    type Err = InvalidPoint;

    fn from_str(text: &str) -> Result<Self, InvalidPoint> {
        let version = text.parse().map(Self::Version).ok();
        let is_dashed = text.len() == "2026-01-05".len() && text.contains('-');
        let day = || text.parse().map(Self::Day).ok().filter(|_| is_dashed);
        version.or_else(day).ok_or(InvalidPoint)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(f, "in version {version}"),
            Self::Day(day) => write!(f, "at the end of {day}"),
        }
    }
}

impl From<Point> for FilterPoint {
    fn from(point: Point) -> Self {
        match point {
            Point::Version(version) => Self::Version(version),
            Point::Day(day) => Self::Day(day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_days_are_distinguished() {
        assert_eq!("12".parse(), Ok(Point::Version("12".parse().unwrap())));
        assert_eq!("2026-01-05".parse(), Ok(Point::Day(jiff::civil::date(2026, 1, 5))));
        for text in ["", "0", "x", "2026-13-05", "20260105x", "2026-01-05T12:00", "listing.txt"] {
            assert_eq!(text.parse::<Point>(), Err(InvalidPoint), "{text}");
        }
    }
}
