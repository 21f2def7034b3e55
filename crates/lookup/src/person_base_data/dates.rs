//! Dates and times in the lexical forms of `lookup.md` 2.4.
//!
//! The register has zeros or nines for a month, day, hour or minute that is not known. These, and any other part that cannot
//! be, become the first that there is: January, the 1st, 0 o'clock. The date is then marked as uncertain where there is room
//! for a mark. A field that is blank, zeros or without a year makes no element.

use clock::danish_offset;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use soap_proto::XmlElement;

use super::elements::Elements;
use crate::record::Record;

/// A date with its mark of uncertainty (`udato`).
pub(crate) fn uncertain_date(
    name: &'static str,
    record: &Record<'_>,
    field: &str,
    mark: &str,
) -> Option<XmlElement> {
    let found = RegisterTime::read(record, field)?;
    Some(marked(name, xsd_date(found.time.date()), found.is_mended, &record.text(mark)))
}

/// A time with its mark of uncertainty (`utid`). A date without a time is its midnight.
pub(crate) fn uncertain_time(
    name: &'static str,
    record: &Record<'_>,
    field: &str,
    mark: &str,
) -> Option<XmlElement> {
    let found = RegisterTime::read(record, field)?;
    Some(marked(name, xsd_date_time(found.time), found.is_mended, &record.text(mark)))
}

/// A date alone, of a field with or without a time.
pub(crate) fn date(name: &'static str, record: &Record<'_>, field: &str) -> Option<XmlElement> {
    let found = RegisterTime::read(record, field)?;
    Some(XmlElement::text(name, xsd_date(found.time.date())))
}

/// What stands in a field with a date (`yyyy-mm-dd`) or a time (`yyyymmddhhmm`).
#[derive(Clone, Copy)]
pub(crate) struct RegisterTime {
    /// The time; midnight for a date.
    pub(crate) time: DateTime,
    /// Whether the field had another, which there is not.
    pub(crate) is_mended: bool,
}

impl RegisterTime {
    /// `None` when the field is blank, zeros or without a year, or has another form.
    pub(crate) fn read(record: &Record<'_>, field: &str) -> Option<Self> {
        match *record.raw(field) {
            [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
                Self::new([[y1, y2], [y3, y4], [m1, m2], [d1, d2], *b"00", *b"00"])
            }
            [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2] => {
                Self::new([[y1, y2], [y3, y4], [m1, m2], [d1, d2], [h1, h2], [n1, n2]])
            }
            _ => None,
        }
    }

    /// Of century, year, month, day, hour and minute.
    fn new(parts: [[u8; 2]; 6]) -> Option<Self> {
        let [Some(century), Some(year), Some(month), Some(day), Some(hour), Some(minute)] =
            parts.map(two_digits)
        else {
            return None;
        };
        let year = i16::from(century) * 100 + i16::from(year);
        if year == 0 {
            return None;
        }
        let known_month = if matches!(month, 1..=12) { month } else { 1 };
        let date = Date::new(year, known_month, day);
        let date = date.or_else(|_| Date::new(year, known_month, 1)).ok()?;
        let known_hour = if hour < 24 { hour } else { 0 };
        let known_minute = if minute < 60 { minute } else { 0 };
        let is_mended =
            (known_month, date.day(), known_hour, known_minute) != (month, day, hour, minute);
        Some(Self { time: date.at(known_hour, known_minute, 0, 0), is_mended })
    }
}

/// A number from 0 to 99; `None` when one of the bytes is no digit.
fn two_digits(digits: [u8; 2]) -> Option<i8> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| (byte - b'0').cast_signed());
    Some(digit(digits[0])? * 10 + digit(digits[1])?)
}

fn marked(name: &'static str, text: String, is_mended: bool, mark: &str) -> XmlElement {
    let mark = if is_mended && mark.is_empty() { "*" } else { mark };
    Elements::new().text("dato", text).text_if_any("usikkerhedsmarkering", mark).within(name)
}

/// `1978-04-27+01:00`: with the offset of its midnight.
fn xsd_date(day: Date) -> String {
    format!("{day}{}", to_minutes(danish_offset(day.at(0, 0, 0, 0))))
}

/// `1991-09-23T00:00:00.000+02:00`
fn xsd_date_time(time: DateTime) -> String {
    format!("{time:.3}{}", to_minutes(danish_offset(time)))
}

/// An offset as XML has it: without seconds, which there were before 1894. Copenhagen was never west of Greenwich.
fn to_minutes(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    format!("+{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person_base_data::fixture::{Person, xml};

    fn day(field: &str, mark: &str) -> String {
        let person = Person::new().record("001", &[("FOED_DT", field), ("FOED_DT_UMRK", mark)]);
        let records = person.records();
        xml(uncertain_date("d", &records.first("001"), "FOED_DT", "FOED_DT_UMRK"))
    }

    fn time(field: &str, mark: &str) -> String {
        let person =
            Person::new().record("007", &[("FORSVINddTO", field), ("FORSVINDDTO_UMRK", mark)]);
        let records = person.records();
        xml(uncertain_time("t", &records.first("007"), "FORSVINddTO", "FORSVINDDTO_UMRK"))
    }

    #[test]
    fn date_has_the_offset_of_its_day() {
        for (field, expected) in [
            ("1978-04-27", "1978-04-27+01:00"),
            ("1991-09-23", "1991-09-23+02:00"),
            ("1893-12-31", "1893-12-31+00:50"),
            ("1945-06-01", "1945-06-01+02:00"),
            ("2101-11-07", "2101-11-07+01:00"),
            ("0001-01-01", "0001-01-01+00:50"),
            ("9999-12-31", "9999-12-31+01:00"),
        ] {
            assert_eq!(day(field, ""), format!("<d><dato>{expected}</dato></d>"));
        }
    }

    #[test]
    fn time_has_milliseconds_and_the_offset_of_its_moment() {
        for (field, expected) in [
            ("199109230000", "1991-09-23T00:00:00.000+02:00"),
            ("202603290230", "2026-03-29T02:30:00.000+01:00"),
            ("202610250230", "2026-10-25T02:30:00.000+02:00"),
            ("189312312359", "1893-12-31T23:59:00.000+00:50"),
            ("200008082359", "2000-08-08T23:59:00.000+02:00"),
        ] {
            assert_eq!(time(field, ""), format!("<t><dato>{expected}</dato></t>"));
        }
    }

    #[test]
    fn date_that_is_none_is_mended_and_marked() {
        for (field, expected) in [
            ("1961-00-00", "1961-01-01+01:00"),
            ("1961-99-99", "1961-01-01+01:00"),
            ("1961-00-17", "1961-01-17+01:00"),
            ("1961-07-00", "1961-07-01+01:00"),
            ("1961-02-30", "1961-02-01+01:00"),
            ("1961-13-31", "1961-01-31+01:00"),
        ] {
            let marked = "<usikkerhedsmarkering>*</usikkerhedsmarkering>";
            let expected = format!("<d><dato>{expected}</dato>{marked}</d>");
            assert_eq!(day(field, ""), expected, "{field}");
            assert_eq!(day(field, "*"), expected, "{field}");
        }
        assert_eq!(
            day("1961-07-07", "*"),
            "<d><dato>1961-07-07+01:00</dato><usikkerhedsmarkering>*</usikkerhedsmarkering></d>"
        );
    }

    #[test]
    fn time_that_is_none_is_mended_and_marked() {
        for (field, expected) in [
            ("199103201299", "1991-03-20T12:00:00.000+01:00"),
            ("199103209999", "1991-03-20T00:00:00.000+01:00"),
            ("199103202400", "1991-03-20T00:00:00.000+01:00"),
            ("199103209930", "1991-03-20T00:30:00.000+01:00"),
            ("196100000000", "1961-01-01T00:00:00.000+01:00"),
        ] {
            let marked = "<usikkerhedsmarkering>*</usikkerhedsmarkering>";
            assert_eq!(time(field, ""), format!("<t><dato>{expected}</dato>{marked}</t>"));
        }
    }

    #[test]
    fn time_of_a_date_is_its_midnight() {
        let records = Person::new().record("001", &[("FOED_DT", "1961-07-07")]);
        let records = records.records();
        let first = records.first("001");
        assert_eq!(
            xml(uncertain_time("t", &first, "FOED_DT", "FOED_DT_UMRK")),
            "<t><dato>1961-07-07T00:00:00.000+01:00</dato></t>"
        );
    }

    #[test]
    fn field_without_a_year_makes_no_element() {
        for field in ["", "0000-00-00", "0000-01-01", "1961/01/01", "1961-0a-01", "19610101"] {
            assert_eq!(day(field, "*"), "", "{field}");
        }
        for field in ["", "000000000000", "000001010000", "19610101", "1961010 0000"] {
            assert_eq!(time(field, "*"), "", "{field}");
        }
    }

    #[test]
    fn plain_dates_have_no_mark() {
        let person = Person::new()
            .record("001", &[("FOED_DT", "1961-00-00"), ("STATUSHAENSTART", "199103202399")]);
        let records = person.records();
        let first = records.first("001");
        assert_eq!(xml(date("d", &first, "FOED_DT")), "<d>1961-01-01+01:00</d>");
        assert_eq!(xml(date("d", &first, "STATUSHAENSTART")), "<d>1991-03-20+01:00</d>");
    }
}
