use civil::Pnr;
use jiff::civil::Date;

use crate::names::{FAMILIES, JOBS, MEN, WOMEN};
use crate::places::{PLACES, STREETS};

/// One invented person. Others are named by their place in the population.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) pnr: Pnr,
    pub(crate) former: Option<Pnr>,
    pub(crate) status: Status,
    pub(crate) born: Date,
    pub(crate) woman: bool,
    pub(crate) first: &'static str,
    pub(crate) family: &'static str,
    pub(crate) former_family: Option<&'static str>,
    pub(crate) job: &'static str,
    pub(crate) home: Home,
    pub(crate) former_home: Option<Home>,
    pub(crate) protected: bool,
    pub(crate) spouse: Option<usize>,
    pub(crate) mother: Option<usize>,
    pub(crate) children: Vec<usize>,
}

/// How it stands with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Resident,
    Emigrated,
    Dead,
}

/// An address and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) place: usize,
    pub(crate) street: usize,
    pub(crate) house: u16,
    pub(crate) since: Date,
}

impl Person {
    /// The person with running number `number`, perhaps the child of a woman among `others`.
    pub(crate) fn new(random: &mut fastrand::Rng, number: usize, others: &[Self]) -> Self {
        let born = day_of(random, 1930..=2025);
        let woman = random.bool();
        let (moved_out, moved_in) = (day_of(random, 1990..=1999), day_of(random, 2000..=2020));
        let first = choose(random, if woman { &WOMEN } else { &MEN });
        let mother = (0..3)
            .filter(|_| !others.is_empty())
            .map(|_| random.usize(..others.len()))
            .find(|&other| {
                let years = born.year() - others[other].born.year();
                others[other].woman && (18..=45).contains(&years)
            });
        let family = match mother {
            Some(mother) => others[mother].family,
            None => choose(random, &FAMILIES),
        };
        Self {
            pnr: pnr(number, woman),
            former: None,
            status: Status::Resident,
            born,
            woman,
            first,
            family,
            former_family: random.bool().then(|| choose(random, &FAMILIES)),
            job: choose(random, &JOBS),
            home: Home::new(random, moved_in),
            former_home: Some(Home::new(random, moved_out)),
            protected: random.u8(..20) == 0,
            spouse: None,
            mother,
            children: Vec::new(),
        }
    }
}

impl Home {
    pub(crate) fn new(random: &mut fastrand::Rng, since: Date) -> Self {
        Self {
            place: random.usize(..PLACES.len()),
            street: random.usize(..STREETS.len()),
            house: random.u16(1..200),
            since,
        }
    }
}

/// How many numbers [`pnr`] can give: 336 days, 42 years, 4 seventh digits, 500 serials of each sex.
const NUMBERS: u64 = 336 * 42 * 4 * 500;

/// The number of the person with running number `number`, which nobody alive has: of the years 1858 to
/// 1899. Distinct for 28 million persons; even for women, odd for men.
pub(crate) fn pnr(number: usize, woman: bool) -> Pnr {
    // A prime that shares no factor with NUMBERS scatters neighbours without letting two meet.
    let scattered = number as u64 % NUMBERS * 10_000_019 % NUMBERS;
    let (day, rest) = (scattered / 84_000, scattered % 84_000);
    let (year, seventh, serial) = (58 + rest % 42, 5 + rest / 42 % 4, rest / 168 * 2);
    let date = (day % 28 + 1) * 10_000 + (day / 28 + 1) * 100 + year;
    let number = date * 10_000 + seventh * 1000 + serial + u64::from(!woman);
    // Ten digits by construction.
    Pnr::from_integer(number).unwrap_or_else(|| unreachable!())
}

pub(crate) fn choose<T: Copy>(random: &mut fastrand::Rng, from: &[T]) -> T {
    from[random.usize(..from.len())]
}

fn day_of(random: &mut fastrand::Rng, years: std::ops::RangeInclusive<i16>) -> Date {
    let (year, month, day) = (random.i16(years), random.i8(1..=12), random.i8(1..=28));
    Date::constant(year, month, day)
}
