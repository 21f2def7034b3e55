use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::Date;

/// A month of a year, `2026-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first_day: Date,
}

/// Not `YYYY-MM`. Does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is YYYY-MM, from 1900 to 9998")]
pub struct InvalidMonth;

impl Month {
    /// The years that are accepted: the days before and after each of their months exist.
    const YEARS: std::ops::RangeInclusive<i16> = 1900..=9998;

    /// The month of a day; of a day outside of the accepted years, the nearest one.
    pub fn of(day: Date) -> Self {
        let (first, last) = Self::YEARS.into_inner();
        let day = match day.year() {
            year if year < first => Date::constant(first, 1, 1),
            year if year > last => Date::constant(last, 12, 1),
            _ => day,
        };
        Self { first_day: day.first_of_month() }
    }

    /// Its first day.
    pub const fn first_day(self) -> Date {
        self.first_day
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.first_day.last_of_month()
    }

    /// The month after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first_day: self.first_day.saturating_add(1.month()) }
    }

    /// How many months later another one is; 0 when it is not.
    pub fn months_until(self, other: Self) -> u32 {
        let number = |month: Self| {
            i32::from(month.first_day.year()) * 12 + i32::from(month.first_day.month())
        };
        u32::try_from(number(other) - number(self)).unwrap_or_default()
    }
}

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        let has_form = text.len() == 7
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let day: Option<Date> = has_form.then(|| format!("{text}-01").parse().ok()).flatten();
        let day = day.filter(|day| Self::YEARS.contains(&day.year()));
        day.map(Self::of).ok_or(InvalidMonth)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.first_day.year(), self.first_day.month()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn month_has_its_first_and_last_day() {
        assert_eq!(month("2024-02").first_day(), date(2024, 2, 1));
        assert_eq!(month("2024-02").last_day(), date(2024, 2, 29));
        assert_eq!(Month::of(date(2026, 12, 31)).next(), month("2027-01"));
        assert_eq!(month("2026-01").to_string(), "2026-01");
    }

    #[test]
    fn months_until_is_none_backwards() {
        assert_eq!(month("2025-11").months_until(month("2026-02")), 3);
        assert_eq!(month("2026-02").months_until(month("2025-11")), 0);
    }

    #[test]
    fn month_of_another_form_is_none() {
        for text in
            ["2026", "2026-13", "2026-00", "2026-1", "2026-01-01", "+026-01", "0001-01", "9999-12"]
        {
            assert_eq!(text.parse::<Month>(), Err(InvalidMonth), "{text}");
        }
    }

    #[test]
    fn day_of_a_year_that_is_not_accepted_is_in_the_nearest_month() {
        assert_eq!(Month::of(Date::MIN), month("1900-01"));
        assert_eq!(Month::of(Date::MAX), month("9998-12"));
    }
}
