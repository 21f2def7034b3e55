use app::{Detail, long_day, short_day};
use clock::danish_time_of_day;
use jiff::Timestamp;
use jiff::civil::Date;
use store::Language;

/// The texts of a page in its language, and numbers, days and times as that language writes them. Times are Danish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(Language);

impl Text {
    /// The texts of a language.
    pub(crate) const fn of(language: Language) -> Self {
        Self(language)
    }

    /// One of two texts.
    pub(crate) const fn choose(self, danish: &'static str, english: &'static str) -> &'static str {
        match self.0 {
            Language::Danish => danish,
            Language::English => english,
        }
    }

    /// The code of the language, for `lang`.
    pub(crate) const fn lang(self) -> &'static str {
        self.0.as_str()
    }

    /// Whether it is Danish.
    pub(crate) const fn is_danish(self) -> bool {
        matches!(self.0, Language::Danish)
    }

    /// A text of the use cases.
    pub(crate) fn pick(self, detail: &Detail) -> &str {
        match self.0 {
            Language::Danish => &detail.danish,
            Language::English => &detail.english,
        }
    }

    /// A whole number: `1.234`, `1,234`.
    pub(crate) fn number(self, number: impl Into<u64>) -> String {
        let digits = number.into().to_string();
        let separator = self.choose(".", ",");
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                text += separator;
            }
            text.push(digit);
        }
        text
    }

    /// `3 af 4`.
    pub(crate) fn of_all(self, some: u64, all: u64) -> String {
        format!("{} {} {}", self.number(some), self.choose("af", "of"), self.number(all))
    }

    /// A size: `18,4 MB`, with a blank that does not break.
    pub(crate) fn size(self, bytes: u64) -> String {
        let (unit, divisor) = match bytes {
            ..1_000 => return format!("{bytes}\u{a0}byte"),
            1_000..1_000_000 => ("kB", 1_000),
            _ => ("MB", 1_000_000),
        };
        let tenths = bytes / (divisor / 10);
        let point = self.choose(",", ".");
        format!("{}{point}{}\u{a0}{unit}", self.number(tenths / 10), tenths % 10)
    }

    /// A day in a table: `09.03.2026`, `09/03/2026`.
    pub(crate) fn day(self, day: Date) -> String {
        let (number, month, year) = (day.day(), day.month(), day.year());
        match self.0 {
            Language::Danish => format!("{number:02}.{month:02}.{year}"),
            Language::English => format!("{number:02}/{month:02}/{year}"),
        }
    }

    /// A day in a sentence, with its weekday.
    pub(crate) fn long_day(self, day: Date) -> String {
        self.pick(&long_day(day)).to_owned()
    }

    /// A day in a sentence: `9. marts`.
    pub(crate) fn short_day(self, day: Date) -> String {
        self.pick(&short_day(day)).to_owned()
    }

    /// A time of the day: `kl. 04.12`, `04:12`.
    pub(crate) fn time(self, at: Timestamp) -> String {
        let time = danish_time_of_day(at);
        let (hour, minute) = (time.hour(), time.minute());
        match self.0 {
            Language::Danish => format!("kl.\u{a0}{hour:02}.{minute:02}"),
            Language::English => format!("{hour:02}:{minute:02}"),
        }
    }

    /// A day on an axis: `9.3.`, `9/3`.
    pub(crate) fn axis_day(self, day: Date) -> String {
        let (number, month) = (day.day(), day.month());
        match self.0 {
            Language::Danish => format!("{number}.{month}."),
            Language::English => format!("{number}/{month}"),
        }
    }

    /// A day and a time.
    pub(crate) fn moment(self, at: Timestamp) -> String {
        format!("{} {}", self.day(clock::danish_day(at)), self.time(at))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const DA: Text = Text::of(Language::Danish);
    const EN: Text = Text::of(Language::English);

    #[test]
    fn numbers_are_those_of_the_language() {
        for (number, danish, english) in [
            (0_u64, "0", "0"),
            (999, "999", "999"),
            (1_000, "1.000", "1,000"),
            (10_412_887, "10.412.887", "10,412,887"),
        ] {
            assert_eq!((DA.number(number), EN.number(number)), (danish.into(), english.into()));
        }
        assert_eq!(
            (DA.size(18_449_999), EN.size(18_449_999)),
            ("18,4\u{a0}MB".into(), "18.4\u{a0}MB".into())
        );
        assert_eq!((DA.size(999), DA.size(1_500)), ("999\u{a0}byte".into(), "1,5\u{a0}kB".into()));
    }

    #[test]
    fn days_and_times_are_danish_in_the_form_of_the_language() {
        let at = "2026-03-10T03:12:59Z".parse().unwrap();
        assert_eq!((DA.time(at), EN.time(at)), ("kl.\u{a0}04.12".into(), "04:12".into()));
        assert_eq!(DA.moment(at), "10.03.2026 kl.\u{a0}04.12");
        assert_eq!(EN.day(date(2026, 3, 9)), "09/03/2026");
        assert_eq!(DA.long_day(date(2026, 3, 9)), "mandag den 9. marts 2026");
        assert_eq!(EN.short_day(date(2026, 3, 9)), "9 March");
    }
}
