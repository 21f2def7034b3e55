use std::fmt;

use clock::danish_offset;
use jiff::civil::{Date, DateTime, Time};

use crate::record::Record;

/// A date or a moment of the register, in the lexical forms of `lookup.md` 2.4.
///
/// What is unknown of it is made the first month, day or hour, and the mark of uncertainty says so.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RegisterTime {
    at: DateTime,
    mark: String,
}

/// The mark of a date of which something is unknown.
const UNCERTAIN: &str = "*";

impl RegisterTime {
    /// A field with a date (`yyyy-mm-dd`) or a moment (`yyyymmddhhmm`); `None` when it is blank, zeros, or none that the
    /// calendar has.
    pub(crate) fn of(record: &Record<'_>, field: &str) -> Option<Self> {
        Self::parse(&record.text(field), String::new())
    }

    /// The same with the field that has its mark.
    pub(crate) fn marked(record: &Record<'_>, field: &str, mark: &str) -> Option<Self> {
        Self::parse(&record.text(field), record.text(mark))
    }

    fn parse(text: &str, mark: String) -> Option<Self> {
        let digits = text.replace('-', "");
        let part = |range| digits.get(range).and_then(|part: &str| part.parse::<i16>().ok());
        let is_time =
            matches!(digits.len(), 8 | 12) && digits.bytes().all(|it| it.is_ascii_digit());
        let year = part(0..4).filter(|year| is_time && *year > 0)?;
        let mut is_uncertain = false;
        let mut known = |part: Option<i16>, unknown: [i16; 2], first: i16| match part {
            Some(part) if !unknown.contains(&part) => part,
            // A date has no time of day.
            None => first,
            Some(_) => {
                is_uncertain = true;
                first
            }
        };
        let month = known(part(4..6), [0, 99], 1);
        let day = known(part(6..8), [0, 99], 1);
        let hour = known(part(8..10).map(hour_or_unknown), [99, 99], 0);
        let minute = known(part(10..12).map(minute_or_unknown), [99, 99], 0);
        let small = |part: i16| i8::try_from(part).ok();
        let date = Date::new(year, small(month)?, small(day)?).ok()?;
        let time = Time::new(small(hour)?, small(minute)?, 0, 0).ok()?;
        let mark = if mark.is_empty() && is_uncertain { UNCERTAIN.to_owned() } else { mark };
        Some(Self { at: date.to_datetime(time), mark })
    }

    /// The day of which nothing is known, where a schema demands one.
    pub(crate) fn unknown() -> Self {
        Self { at: Date::constant(1, 1, 1).at(0, 0, 0, 0), mark: UNCERTAIN.to_owned() }
    }

    /// `xsd:date` with the offset of Copenhagen on that day: `1978-04-27+01:00`.
    pub(crate) fn date(&self) -> String {
        let date = self.at.date();
        format!("{date}{}", offset(date.at(0, 0, 0, 0)))
    }

    /// `xsd:dateTime` with milliseconds and offset: `1991-09-23T00:00:00.000+02:00`.
    pub(crate) fn date_time(&self) -> String {
        format!("{}.000{}", self.at.strftime("%Y-%m-%dT%H:%M:%S"), offset(self.at))
    }

    /// The mark of uncertainty; empty when it is certain.
    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// For what is to be sorted by time.
    pub(crate) const fn at(&self) -> DateTime {
        self.at
    }
}

/// An hour beyond 23 is written where it is not known.
const fn hour_or_unknown(hour: i16) -> i16 {
    if hour > 23 { 99 } else { hour }
}

const fn minute_or_unknown(minute: i16) -> i16 {
    if minute > 59 { 99 } else { minute }
}

/// The offset in hours and minutes: seconds, which Copenhagen's mean time had before 1894, are cut off.
fn offset(at: DateTime) -> String {
    let seconds = danish_offset(at).seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Without content: it may be a date of birth.
impl fmt::Debug for RegisterTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisterTime(****-**-**)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Option<RegisterTime> {
        RegisterTime::parse(text, String::new())
    }

    #[test]
    fn date_has_the_offset_of_copenhagen_on_that_day() {
        for (text, date) in [
            ("1978-04-27", "1978-04-27+01:00"),
            ("1991-09-23", "1991-09-23+02:00"),
            ("1893-12-31", "1893-12-31+00:50"),
            ("1940-07-01", "1940-07-01+02:00"),
            ("199109230000", "1991-09-23+02:00"),
        ] {
            assert_eq!(time(text).unwrap().date(), date);
        }
    }

    #[test]
    fn moment_has_milliseconds_and_the_offset_of_its_hour() {
        for (text, moment) in [
            ("199109230000", "1991-09-23T00:00:00.000+02:00"),
            ("198604300059", "1986-04-30T00:59:00.000+02:00"),
            ("202603290130", "2026-03-29T01:30:00.000+01:00"),
            ("202603290330", "2026-03-29T03:30:00.000+02:00"),
            // There is no such hour, and this one comes twice: the offset before.
            ("202603290230", "2026-03-29T02:30:00.000+01:00"),
            ("202610250230", "2026-10-25T02:30:00.000+02:00"),
        ] {
            assert_eq!(time(text).unwrap().date_time(), moment);
        }
    }

    #[test]
    fn parts_that_are_unknown_are_the_first_and_marked() {
        for (text, moment) in [
            ("195000000000", "1950-01-01T00:00:00.000+01:00"),
            ("195006000000", "1950-06-01T00:00:00.000+01:00"),
            ("195006159999", "1950-06-15T00:00:00.000+01:00"),
            ("195099991200", "1950-01-01T12:00:00.000+01:00"),
            ("195006152460", "1950-06-15T00:00:00.000+01:00"),
        ] {
            let time = time(text).unwrap();
            assert_eq!((&*time.date_time(), time.mark()), (moment, "*"), "{text}");
        }
        assert_eq!(time("1950-00-00").unwrap().date(), "1950-01-01+01:00");
        assert_eq!(time("195006150000").unwrap().mark(), "");
        let marked = RegisterTime::parse("1950-00-00", "?".to_owned()).unwrap();
        assert_eq!(marked.mark(), "?", "the register's own mark");
    }

    #[test]
    fn zeros_blanks_and_what_the_calendar_does_not_have_are_none() {
        for text in ["", "000000000000", "0000-00-00", "1950-02-30", "1950-13-01", "19500101", "x"]
        {
            let is_date = text == "19500101";
            assert_eq!(time(text).is_some(), is_date, "{text}");
        }
    }
}
