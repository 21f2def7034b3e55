//! Values of records, made without heap allocation: a population has hundreds of millions.

use std::ops::Deref;

use civil::Pnr;
use jiff::civil::Date;

/// A short text of ASCII digits, dashes and letters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text {
    bytes: [u8; 12],
    length: u8,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [b'0'; 12], length: 0 }
    }

    /// Appends a number, in so many digits.
    fn digits(mut self, number: u64, digits: u8) -> Self {
        let mut rest = number;
        for place in (self.length..self.length + digits).rev() {
            self.bytes[usize::from(place)] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        self.length += digits;
        self
    }

    fn dash(self) -> Self {
        self.letter(b'-')
    }

    fn letter(mut self, letter: u8) -> Self {
        self.bytes[usize::from(self.length)] = letter;
        self.length += 1;
        self
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        // Contains only ASCII.
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

/// `2026-01-05`
pub(crate) fn date(day: Date) -> Text {
    let [year, month, date] = parts(day);
    Text::new().digits(year, 4).dash().digits(month, 2).dash().digits(date, 2)
}

/// `202601051037`: a day of the register, with a time within office hours.
pub(crate) fn moment(day: Date) -> Text {
    let [year, month, date] = parts(day);
    let minute = (date * 37 + month * 11 + year) % 480;
    let (hour, minute) = (8 + minute / 60, minute % 60);
    let text = Text::new().digits(year, 4).digits(month, 2).digits(date, 2);
    text.digits(hour, 2).digits(minute, 2)
}

/// A moment, or twelve zeros.
pub(crate) fn moment_or_zeros(day: Option<Date>) -> Text {
    day.map_or_else(|| Text::new().digits(0, 12), moment)
}

/// A day, or nothing.
pub(crate) fn date_or_blank(day: Option<Date>) -> Text {
    day.map_or_else(Text::new, date)
}

/// A number's digits, with leading zeros.
pub(crate) fn number(number: impl Into<u64>, digits: u8) -> Text {
    Text::new().digits(number.into(), digits)
}

/// HUSNR: three digits, and a letter where a house has one.
pub(crate) fn house_number(number: u16, letter: Option<char>) -> Text {
    let text = self::number(number, 3);
    let letter = letter.and_then(|letter| u8::try_from(letter).ok());
    letter.map_or(text, |letter| text.letter(letter))
}

/// Ten digits.
pub(crate) fn pnr(pnr: Pnr) -> Text {
    Text::new().digits(pnr.to_integer(), 10)
}

/// The value when a person has no number, or it is unknown.
pub(crate) const NO_PNR: &str = "0000000000";

fn parts(day: Date) -> [u64; 3] {
    let part = |part: i16| u64::try_from(part).unwrap_or_default();
    [part(day.year()), part(day.month().into()), part(day.day().into())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_digits() {
        let day = jiff::civil::date(2026, 1, 5);
        assert_eq!(&*date(day), "2026-01-05");
        assert_eq!(&moment(day)[..8], "20260105");
        assert_eq!(moment(day).len(), 12);
        assert_eq!(&*moment_or_zeros(None), "000000000000");
        assert_eq!(&*date_or_blank(None), "");
        assert_eq!(&*number(7u8, 4), "0007");
        assert_eq!((&*house_number(7, None), &*house_number(12, Some('B'))), ("007", "012B"));
        assert_eq!(&*pnr(Pnr::from_integer(101_580_001).unwrap()), "0101580001");
    }

    #[test]
    fn office_hours_are_kept() {
        let mut day = jiff::civil::date(2026, 1, 1);
        for _ in 0..365 {
            let text = moment(day);
            assert!(("08".."16").contains(&&text[8..10]) && text[10..12] < *"60", "{}", &*text);
            day = day.tomorrow().unwrap();
        }
    }
}
