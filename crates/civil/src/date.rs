use std::fmt;

use jiff::civil::Date;

use crate::Age;

/// A date of the register, `yyyy-mm-dd`, whose month and day may be unknown.
///
/// Records write zeros or 99 where a part is unknown (`extract-format.md`); both become 0 here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterDate {
    year: u16,
    month: u8,
    day: u8,
}

/// Neither blank nor `yyyy-mm-dd` with digits in range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a register date (yyyy-mm-dd, with 00 or 99 where a part is unknown)")]
pub struct InvalidDate;

impl RegisterDate {
    /// Reads a ten-byte date field. Blank, and a date without a year, are `Ok(None)`.
    ///
    /// # Errors
    /// [`InvalidDate`] when the bytes have another shape, or a month or day out of range.
    pub fn parse(field: &[u8]) -> Result<Option<Self>, InvalidDate> {
        if field.iter().all(|&b| b == b' ') {
            return Ok(None);
        }
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *field else {
            return Err(InvalidDate);
        };
        let year = number(&[y1, y2, y3, y4])?;
        let month = known(number(&[m1, m2])?, 12)?;
        let day = known(number(&[d1, d2])?, 31)?;
        Ok((year != 0).then_some(Self { year, month, day }))
    }

    /// The year; never 0.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The age in whole years on `day` of a person born on this date; `None` before the birth.
    ///
    /// An unknown month counts as January and an unknown day as the 1st: the highest age that the person can have.
    pub fn age_on(self, day: Date) -> Option<Age> {
        let years = i32::from(day.year()) - i32::from(self.year);
        let birthday = (self.month.max(1), self.day.max(1));
        let today = (day.month().unsigned_abs(), day.day().unsigned_abs());
        let age = if today < birthday { years - 1 } else { years };
        u16::try_from(age).ok().map(Age::new)
    }
}

fn number(digits: &[u8]) -> Result<u16, InvalidDate> {
    digits.iter().try_fold(0, |number, &digit| match digit {
        b'0'..=b'9' => Ok(number * 10 + u16::from(digit - b'0')),
        _ => Err(InvalidDate),
    })
}

/// A month or day within `1..=max`. Both marks for "unknown", zeros and 99, are read as 0.
fn known(part: u16, max: u8) -> Result<u8, InvalidDate> {
    match u8::try_from(part) {
        Ok(0 | 99) => Ok(0),
        Ok(part) if part <= max => Ok(part),
        _ => Err(InvalidDate),
    }
}

impl fmt::Display for RegisterDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Masked: a date of birth is personal data.
impl fmt::Debug for RegisterDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisterDate(****-**-**)")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn age(born: &[u8], on: Date) -> Option<u16> {
        RegisterDate::parse(born).unwrap().unwrap().age_on(on).map(Age::years)
    }

    #[test]
    fn counts_whole_years() {
        assert_eq!(age(b"2008-11-24", date(2026, 11, 23)), Some(17));
        assert_eq!(age(b"2008-11-24", date(2026, 11, 24)), Some(18));
        assert_eq!(age(b"2026-11-24", date(2026, 11, 24)), Some(0));
        assert_eq!(age(b"2026-11-25", date(2026, 11, 24)), None);
        assert_eq!(age(b"1858-01-01", date(2026, 11, 24)), Some(168));
    }

    #[test]
    fn a_leap_day_comes_round_on_the_first_of_march() {
        assert_eq!(age(b"2008-02-29", date(2026, 2, 28)), Some(17));
        assert_eq!(age(b"2008-02-29", date(2026, 3, 1)), Some(18));
        assert_eq!(age(b"2008-02-29", date(2028, 2, 29)), Some(20));
    }

    #[test]
    fn unknown_parts_count_as_the_first() {
        assert_eq!(age(b"1950-00-00", date(2026, 1, 1)), Some(76));
        assert_eq!(age(b"1950-99-99", date(2026, 1, 1)), Some(76));
        assert_eq!(age(b"1950-06-00", date(2026, 5, 31)), Some(75));
        assert_eq!(age(b"1950-06-00", date(2026, 6, 1)), Some(76));
    }

    #[test]
    fn blank_and_yearless_dates_are_none() {
        assert_eq!(RegisterDate::parse(b"          "), Ok(None));
        assert_eq!(RegisterDate::parse(b"0000-00-00"), Ok(None));
    }

    #[test]
    fn other_shapes_are_errors() {
        for field in [&b"19500101  "[..], b"1950-13-01", b"1950-01-32", b"1950-1-1", b"x950-01-01"]
        {
            assert_eq!(RegisterDate::parse(field), Err(InvalidDate));
        }
    }
}
