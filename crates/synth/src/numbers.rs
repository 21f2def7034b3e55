use std::fmt;
use std::str::FromStr;

use civil::Pnr;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::deterministic_rng::DeterministicRng;

/// The numbers of the invented persons: ten digits that no living person has, and that can be told apart from real
/// ones.
///
/// The date in the number is not the person's: the age is that of 001.FOED_DT, as the contract says
/// (`extract-format.md`). The last digit is odd for men and even for women, as in real numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberSeries {
    /// Numbers of the years 1858 to 1899, whose last owner has died: the seventh digit is 5 to 8 and the
    /// year 58 to 99. A plausible date for every parser.
    #[default]
    Past,
    /// Numbers of the years 2037 to 2057, which nobody has yet: the seventh digit is 5 to 8 and the year 37
    /// to 57. A plausible date in the future.
    Future,
    /// As `Past`, with 40 added to the month (41 to 52): not a date, for systems that must be able to refuse invented
    /// persons. The SOAP service does not accept such numbers as filters.
    Month,
}

/// Not a name of [`NumberSeries`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("numbers are past, future or month")]
pub struct UnknownNumbers;

impl FromStr for NumberSeries {
    type Err = UnknownNumbers;

    fn from_str(text: &str) -> Result<Self, UnknownNumbers> {
        let all = [Self::Past, Self::Future, Self::Month];
        all.into_iter().find(|numbers| numbers.to_string() == text).ok_or(UnknownNumbers)
    }
}

impl fmt::Display for NumberSeries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Past => "past",
            Self::Future => "future",
            Self::Month => "month",
        })
    }
}

/// Serial numbers of a day for each sex: 5000 to 8999.
const SERIALS: u64 = 2000;

impl NumberSeries {
    fn first_day(self) -> Date {
        match self {
            Self::Past | Self::Month => date(1858, 1, 1),
            Self::Future => date(2037, 1, 1),
        }
    }

    /// From 1858 to 1899, and from 2037 to 2057.
    const fn days(self) -> u64 {
        match self {
            Self::Past | Self::Month => 15_340,
            Self::Future => 7_670,
        }
    }

    /// The number of different PNRs for each sex.
    pub(crate) const fn count(self) -> u64 {
        self.days() * SERIALS
    }
}

/// Maps each running number to its PNR, and back, without a table.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    numbers: NumberSeries,
    factor: u64,
    inverse: u64,
    offset: u64,
}

impl Series {
    pub(crate) fn new(numbers: NumberSeries, seed: u64) -> Self {
        let count = numbers.count();
        let mut chance = DeterministicRng::of(&[seed, 1]);
        // Far apart for neighbours, so that persons are not in the order of their numbers.
        let mut factor = count / 5 * 2 + chance.next() % (count / 5);
        while greatest_common_divisor(factor, count) != 1 {
            factor += 1;
        }
        let offset = chance.next() % count;
        Self { numbers, factor, inverse: inverse(factor, count), offset }
    }

    /// The PNR with a running number, which is below [`NumberSeries::count`].
    pub(crate) fn pnr(&self, running: u64, female: bool) -> Pnr {
        let count = self.numbers.count();
        let place = (multiply(running, self.factor, count) + self.offset) % count;
        let (day, serial) = (place % self.numbers.days(), place / self.numbers.days());
        let day = i64::try_from(day).unwrap_or_default();
        let date = self.numbers.first_day().saturating_add(day.days());
        let month = date.month() + if self.numbers == NumberSeries::Month { 40 } else { 0 };
        let year = date.year() % 100;
        let serial = 5000 + 2 * serial + u64::from(!female);
        let digits = [(date.day().into(), 100), (month.into(), 100), (year.into(), 100)];
        let dated = digits.iter().fold(0, |number, (part, size): &(i64, i64)| number * size + part);
        // Ten digits, so it is always valid.
        Pnr::from_integer(u64::try_from(dated).unwrap_or_default() * 10_000 + serial)
            .unwrap_or_else(|| unreachable!())
    }

    /// The running number of a PNR; `None` when it does not belong to an invented person.
    pub(crate) fn running(&self, pnr: Pnr) -> Option<u64> {
        let number = pnr.to_integer();
        let serial = (number % 10_000).checked_sub(5000).filter(|serial| *serial < 2 * SERIALS)?;
        let part = |size: u64| i16::try_from(number / size % 100).ok();
        let (day, month, year) = (part(100_000_000)?, part(1_000_000)?, part(10_000)?);
        let month = if self.numbers == NumberSeries::Month { month - 40 } else { month };
        let century = self.numbers.first_day().year() / 100 * 100;
        let date =
            Date::new(century + year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        let day = date.since(self.numbers.first_day()).ok()?.get_days();
        let day = u64::try_from(day).ok().filter(|day| *day < self.numbers.days())?;
        let count = self.numbers.count();
        let place = serial / 2 * self.numbers.days() + day;
        Some(multiply((place + count - self.offset) % count, self.inverse, count))
    }
}

fn multiply(one: u64, other: u64, modulus: u64) -> u64 {
    let product = u128::from(one) * u128::from(other) % u128::from(modulus);
    u64::try_from(product).unwrap_or_default()
}

fn greatest_common_divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}

/// The inverse of a factor that is coprime to the modulus: Euclid's extended algorithm.
fn inverse(factor: u64, modulus: u64) -> u64 {
    let (mut rest, mut next) = (i128::from(modulus), i128::from(factor));
    let (mut before, mut after) = (0i128, 1i128);
    while next != 0 {
        let quotient = rest / next;
        (rest, next) = (next, rest - quotient * next);
        (before, after) = (after, before - quotient * after);
    }
    u64::try_from(before.rem_euclid(i128::from(modulus))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_running_number_has_its_own_pnr_and_is_found_again() {
        for numbers in [NumberSeries::Past, NumberSeries::Future, NumberSeries::Month] {
            let series = Series::new(numbers, 42);
            let mut seen = HashSet::new();
            let last = numbers.count();
            for running in (0..20_000).chain(last - 20_000..last) {
                let pnr = series.pnr(running, running % 3 == 0);
                assert!(seen.insert(pnr));
                assert_eq!(series.running(pnr), Some(running));
            }
        }
    }

    #[test]
    fn numbers_belong_to_no_living_person_and_have_the_documented_form() {
        for numbers in [NumberSeries::Past, NumberSeries::Future, NumberSeries::Month] {
            let series = Series::new(numbers, 1);
            for running in 0..5000 {
                let text = series.pnr(running, running % 2 == 0).reveal().to_string();
                let part = |range: std::ops::Range<usize>| text[range].parse::<u64>().unwrap();
                assert!((5..=8).contains(&part(6..7)));
                let (years, months) = match numbers {
                    NumberSeries::Past => (58..=99, 1..=12),
                    NumberSeries::Future => (37..=57, 1..=12),
                    NumberSeries::Month => (58..=99, 41..=52),
                };
                assert!(years.contains(&part(4..6)) && months.contains(&part(2..4)), "{text}");
                assert_eq!(part(9..10) % 2, running % 2, "odd for men");
                let is_plausible = text.parse::<Pnr>().unwrap().is_plausible();
                assert_eq!(is_plausible, numbers != NumberSeries::Month);
            }
        }
    }

    #[test]
    fn the_days_are_those_of_the_years() {
        for numbers in [NumberSeries::Past, NumberSeries::Future, NumberSeries::Month] {
            let days = i64::try_from(numbers.days()).unwrap() - 1;
            let last = numbers.first_day().saturating_add(days.days());
            assert_eq!((last.month(), last.day()), (12, 31), "{numbers}");
        }
    }

    #[test]
    fn other_peoples_numbers_are_not_ours() {
        let series = Series::new(NumberSeries::Past, 1);
        for number in ["0101701234", "0101009000", "3102995000", "0101579999"] {
            assert_eq!(series.running(Pnr::from_register(number.as_bytes()).unwrap()), None);
        }
    }
}
