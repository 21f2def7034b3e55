use std::fmt;

use jiff::civil::Date;

/// A day or a moment of the register, as far as it is known: records write zeros or 99 where a part is unknown
/// (`extract-format.md`).
///
/// Its text ends before the first unknown part: `1961`, `1961-06`, `1961-06-12`, `1961-06-12T16`, `1961-06-12T16:10`.
/// It is Danish time, without an offset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialMoment {
    /// 1 to 9999.
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
    hour: Option<u8>,
    minute: Option<u8>,
}

/// Not a day or moment of the calendar: other characters, a month of 13, a year of zeros with a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day or moment of the register")]
pub struct NotAMoment;

impl PartialMoment {
    /// Reads `yyyy-mm-dd`, `yyyymmdd` or `yyyymmddhhmm`. Zeros throughout are `Ok(None)`.
    ///
    /// # Errors
    /// [`NotAMoment`] for anything else.
    pub fn parse(field: &[u8]) -> Result<Option<Self>, NotAMoment> {
        match *field {
            [a, b, c, d, b'-', e, f, b'-', g, h] => Self::read(&[a, b, c, d, e, f, g, h]),
            _ if field.len() == 8 || field.len() == 12 => Self::read(field),
            _ => Err(NotAMoment),
        }
    }

    /// The day, if it is known whole.
    pub fn date(&self) -> Option<Date> {
        let [month, day] = [self.month?, self.day?].map(i8::try_from);
        Date::new(i16::try_from(self.year).ok()?, month.ok()?, day.ok()?).ok()
    }

    /// The year, from 1 to 9999.
    pub const fn year(&self) -> u16 {
        self.year
    }

    /// Eight digits of a day, and four of a time if there is one.
    fn read(digits: &[u8]) -> Result<Option<Self>, NotAMoment> {
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(NotAMoment);
        }
        if digits.iter().all(|&digit| digit == b'0') {
            return Ok(None);
        }
        let year = u16::from(pair(digits, 0)) * 100 + u16::from(pair(digits, 2));
        let month = within(pair(digits, 4), 1, 12)?;
        let day = within(pair(digits, 6), 1, 31)?;
        let has_time = digits.len() == 12;
        let hour = if has_time { within(pair(digits, 8), 0, 23)? } else { None };
        let minute = if has_time { within(pair(digits, 10), 0, 59)? } else { None };
        let day = day.filter(|_| month.is_some());
        let hour = hour.filter(|_| day.is_some());
        let minute = minute.filter(|_| hour.is_some());
        let moment = Self { year, month, day, hour, minute };
        let is_in_calendar = year > 0 && (day.is_none() || moment.date().is_some());
        if is_in_calendar { Ok(Some(moment)) } else { Err(NotAMoment) }
    }
}

/// Two digits as a number; the caller has checked that they are digits.
fn pair(digits: &[u8], at: usize) -> u8 {
    (digits[at] - b'0') * 10 + digits[at + 1] - b'0'
}

/// A part of a moment: `None` when it is unknown.
fn within(part: u8, least: u8, most: u8) -> Result<Option<u8>, NotAMoment> {
    match part {
        99 => Ok(None),
        0 if least > 0 => Ok(None),
        part if part <= most => Ok(Some(part)),
        _ => Err(NotAMoment),
    }
}

impl fmt::Display for PartialMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        let parts = [('-', self.month), ('-', self.day), ('T', self.hour), (':', self.minute)];
        parts.into_iter().try_for_each(|(before, part)| {
            part.map_or(Ok(()), |part| write!(f, "{before}{part:02}"))
        })
    }
}

/// Masked: a date of birth is personal data.
impl fmt::Debug for PartialMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartialMoment(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(field: &str) -> String {
        PartialMoment::parse(field.as_bytes()).unwrap().unwrap().to_string()
    }

    #[test]
    fn moment_shows_what_is_known_of_it() {
        for (field, known) in [
            ("2020-01-31", "2020-01-31"),
            ("20200131", "2020-01-31"),
            ("202001311205", "2020-01-31T12:05"),
            ("202001310000", "2020-01-31T00:00"),
            ("202001311299", "2020-01-31T12"),
            ("202001319999", "2020-01-31"),
            ("1961-06-00", "1961-06"),
            ("1961-99-99", "1961"),
            ("194100001299", "1941"),
            ("196100000000", "1961"),
        ] {
            assert_eq!(text(field), known, "{field}");
        }
        let date = |field: &str| PartialMoment::parse(field.as_bytes()).unwrap().unwrap().date();
        assert_eq!(date("202001311299"), Some(jiff::civil::date(2020, 1, 31)));
        assert_eq!(date("1961-06-00"), None);
    }

    #[test]
    fn moment_of_zeros_is_none() {
        for zeros in ["0000-00-00", "00000000", "000000000000"] {
            assert_eq!(PartialMoment::parse(zeros.as_bytes()), Ok(None));
        }
    }

    #[test]
    fn moment_outside_the_calendar_is_refused() {
        for field in [
            "",
            "2020",
            "2020-13-01",
            "2020-01-32",
            "2023-02-29",
            "0000-02-01",
            "2020/01/01",
            "202001312400",
            "202001311260",
            "2020013112",
            "2020-01-3x",
        ] {
            assert_eq!(PartialMoment::parse(field.as_bytes()), Err(NotAMoment), "{field}");
        }
    }

    proptest::proptest! {
        #[test]
        fn moment_of_any_bytes_is_read_or_refused(field in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..14)) {
            if let Ok(Some(moment)) = PartialMoment::parse(&field) {
                proptest::prop_assert!(moment.to_string().len() >= 4);
            }
        }
    }
}
