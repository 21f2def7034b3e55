//! Days and counts as sentences have them.

use jiff::civil::{Date, Weekday};

use crate::detail::Detail;

const DANISH_MONTHS: [&str; 12] = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day with its weekday: `mandag den 9. marts 2026`, `Monday 9 March 2026`.
pub fn long_day(day: Date) -> Detail {
    let (danish, english) = match day.weekday() {
        Weekday::Monday => ("mandag", "Monday"),
        Weekday::Tuesday => ("tirsdag", "Tuesday"),
        Weekday::Wednesday => ("onsdag", "Wednesday"),
        Weekday::Thursday => ("torsdag", "Thursday"),
        Weekday::Friday => ("fredag", "Friday"),
        Weekday::Saturday => ("lørdag", "Saturday"),
        Weekday::Sunday => ("søndag", "Sunday"),
    };
    let short = short_day(day);
    let year = day.year();
    Detail::new(
        format!("{english} {} {year}", short.english),
        format!("{danish} den {} {year}", short.danish),
    )
}

/// A day without them: `9. marts`, `9 March`.
pub fn short_day(day: Date) -> Detail {
    let month = usize::try_from(day.month() - 1).unwrap_or_default();
    let number = day.day();
    Detail::new(
        format!("{number} {}", ENGLISH_MONTHS[month]),
        format!("{number}. {}", DANISH_MONTHS[month]),
    )
}

/// How many things wait for somebody, as a sentence.
pub(crate) fn waiting(things: usize) -> Detail {
    match things {
        0 => Detail::new("Nothing needs a decision.", "Intet kræver en beslutning."),
        1 => Detail::new("One thing waits for a decision.", "Én ting venter på en beslutning."),
        2 => Detail::new("Two things wait for a decision.", "To ting venter på en beslutning."),
        3 => Detail::new("Three things wait for a decision.", "Tre ting venter på en beslutning."),
        many => Detail::new(
            format!("{many} things wait for a decision."),
            format!("{many} ting venter på en beslutning."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn day_is_in_words_of_both_languages() {
        let day = long_day(date(2026, 3, 9));
        assert_eq!(day, Detail::new("Monday 9 March 2026", "mandag den 9. marts 2026"));
        assert_eq!(short_day(date(2026, 12, 31)), Detail::new("31 December", "31. december"));
    }
}
