//! Dates as in records: zeros and 99 where a part is unknown.

/// Whether ten characters are `yyyy-mm-dd`.
pub(super) fn is_day(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return false };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    digits.iter().all(u8::is_ascii_digit)
        && is_in_calendar(number(&digits[..4]), number(&digits[4..6]), number(&digits[6..]))
}

/// Whether twelve digits are `yyyymmddhhmm`. The CPR office writes 99 for unknown minutes, and may do so for hours.
pub(super) fn is_moment(digits: &[u8]) -> bool {
    let (hour, minute) = (number(&digits[8..10]), number(&digits[10..]));
    is_in_calendar(number(&digits[..4]), number(&digits[4..6]), number(&digits[6..8]))
        && (hour < 24 || hour == 99)
        && (minute < 60 || minute == 99)
}

fn is_in_calendar(year: u16, month: u16, day: u16) -> bool {
    match (month, day) {
        (0 | 99, 0..=31 | 99) | (1..=12, 0 | 99) => true,
        (1..=12, day) => day <= days(year, month),
        _ => false,
    }
}

/// The number of days of a month; in an unknown year the largest possible.
const fn days(year: u16, month: u16) -> u16 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

fn number(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar_and_days_with_unknown_parts() {
        for day in
            ["1970-01-01", "2024-02-29", "1961-00-00", "1961-06-00", "1961-99-99", "0000-00-00"]
        {
            assert!(is_day(day.as_bytes()), "{day}");
        }
        // Unknown years may be leap years.
        assert!(is_day(b"0000-02-29"));
        let not =
            ["1970-13-01", "1970-01-32", "2023-02-29", "1900-02-29", "1970-04-31", "19700101  "];
        for day in
            not.into_iter().chain(["1970-1-1", "1970-01-0x", "1970/01/01", "1970-01-01 ", ""])
        {
            assert!(!is_day(day.as_bytes()), "{day}");
        }
    }

    #[test]
    fn moments_as_the_sample_has_them() {
        for moment in
            ["202601051037", "194100001299", "196100000000", "194109002000", "196101019999"]
        {
            assert!(is_moment(moment.as_bytes()), "{moment}");
        }
        for moment in ["202613051037", "202602301037", "202601052437", "202601051060"] {
            assert!(!is_moment(moment.as_bytes()), "{moment}");
        }
    }
}
