//! The days on which the CPR office makes an extract: weekdays that are not Danish holidays.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// Whether an extract is made on this day.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_holiday(day)
}

/// The next day on which an extract is made.
pub fn working_day_after(day: Date) -> Date {
    step(day, |day| day.tomorrow().unwrap_or(Date::MAX))
}

/// The latest day before `day` on which an extract was made.
pub fn working_day_before(day: Date) -> Date {
    step(day, |day| day.yesterday().unwrap_or(Date::MIN))
}

/// The number of days on which an extract is made between two days, excluding both.
pub fn working_days_between(after: Date, before: Date) -> u32 {
    let mut days = 0;
    let mut day = working_day_after(after);
    while day < before {
        days += 1;
        day = working_day_after(day);
    }
    days
}

fn step(mut day: Date, next: impl Fn(Date) -> Date) -> Date {
    loop {
        let following = next(day);
        // The calendar has a last day.
        if following == day || is_working_day(following) {
            return following;
        }
        day = following;
    }
}

/// Days from Easter Sunday: Maundy Thursday, Good Friday, Easter Monday, Ascension, Whit Monday.
const AROUND_EASTER: [i32; 5] = [-3, -2, 1, 39, 50];
/// Great Prayer Day, a holiday until 2023.
const GREAT_PRAYER_DAY: i32 = 26;
/// Month and day: New Year, Constitution Day, Christmas with its Eve, New Year's Eve.
const FIXED: [(i8, i8); 6] = [(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)];

fn is_holiday(day: Date) -> bool {
    let is_fixed = FIXED.contains(&(day.month(), day.day()));
    let from_easter = day.since(easter(day.year())).map(|span| span.get_days()).unwrap_or(i32::MAX);
    let is_prayer_day = day.year() <= 2023 && from_easter == GREAT_PRAYER_DAY;
    is_fixed || is_prayer_day || AROUND_EASTER.contains(&from_easter)
}

/// Easter Sunday in the Gregorian calendar, by the "anonymous" algorithm (Nature, 20 April 1876).
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let (leap_centuries, century_rest) = (century / 4, century % 4);
    let moon = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leap_centuries - moon + 15) % 30;
    let weekday = (32 + 2 * century_rest + 2 * (rest / 4) - epact - rest % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * correction + 114;
    let (month, day) = (days / 31, days % 31);
    let first = Date::new(i16::try_from(year).unwrap_or_default(), 1, 1).unwrap_or(Date::ZERO);
    first.saturating_add((month - 1).months()).saturating_add(day.days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn easter_is_when_it_is() {
        let known = [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)];
        for (year, month, day) in known {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn weekends_and_holidays_are_passed_over() {
        assert_eq!(working_day_after(date(2026, 1, 9)), date(2026, 1, 12), "a weekend");
        assert_eq!(working_day_after(date(2026, 4, 1)), date(2026, 4, 7), "Easter");
        assert_eq!(working_day_after(date(2025, 12, 23)), date(2025, 12, 29), "Christmas");
        assert_eq!(working_day_before(date(2026, 1, 2)), date(2025, 12, 30), "New Year");
        assert!(!is_working_day(date(2023, 5, 5)) && is_working_day(date(2024, 4, 26)));
    }

    #[test]
    fn working_days_between_two_are_counted() {
        let between = |after, before| working_days_between(after, before);
        assert_eq!(between(date(2026, 1, 9), date(2026, 1, 12)), 0, "Friday to Monday");
        assert_eq!(between(date(2026, 1, 9), date(2026, 1, 13)), 1, "Friday to Tuesday");
        assert_eq!(between(date(2026, 4, 1), date(2026, 4, 7)), 0, "over Easter");
        assert_eq!(between(date(2026, 1, 12), date(2026, 1, 9)), 0, "the other way round");
        assert_eq!(between(date(2025, 12, 31), date(2027, 1, 1)), 251, "2026");
    }

    #[test]
    fn a_year_has_some_250_days() {
        let mut day = date(2025, 12, 31);
        let mut days = 0;
        while day < date(2026, 12, 30) {
            day = working_day_after(day);
            days += 1;
        }
        assert_eq!(days, 251);
    }
}
