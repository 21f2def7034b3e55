//! Days on which a street or a postal district is renamed, and everyone who lives there is in the extract.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::deterministic_rng::DeterministicRng;
use crate::entries::Home;
use crate::places::{DANISH, PLACES, STREETS};

/// Of a thousand days, those on which a street is renamed (`A42`), and a postal district (`P10`).
const STREET_DAYS: u32 = 25;
const DISTRICT_DAYS: u32 = 12;

/// The renaming of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renaming {
    /// A street of a municipality (`A42`).
    Street { place: u8, street: u8 },
    /// The postal district of a municipality (`P10`).
    District { place: u8 },
}

impl Renaming {
    /// The renaming of a day, if there is one.
    pub(crate) fn on(seed: u64, day: Date) -> Option<Self> {
        let mut chance = DeterministicRng::of(&[seed, 4, day_number(day)]);
        let draw = chance.below(1000);
        let weights = PLACES[..DANISH].iter().map(|place| place.hundreds);
        let place = u8::try_from(chance.weighted(weights)).unwrap_or_default();
        let street = u8::try_from(chance.index(STREETS.len())).unwrap_or_default();
        match draw {
            0..STREET_DAYS => Some(Self::Street { place, street }),
            _ if draw < STREET_DAYS + DISTRICT_DAYS => Some(Self::District { place }),
            _ => None,
        }
    }

    /// Whether it affects an address.
    pub(crate) fn touches(&self, home: &Home) -> bool {
        match *self {
            Self::Street { place, street } => home.place == place && home.street == Some(street),
            Self::District { place } => home.place == place,
        }
    }

    /// The event of the affected persons.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Street { .. } => "A42",
            Self::District { .. } => "P10",
        }
    }
}

/// The names of streets and postal districts on a day.
#[derive(Debug, Clone, Default)]
pub(crate) struct Post {
    streets: HashMap<(u8, u8), String>,
    districts: HashMap<u8, String>,
}

impl Post {
    /// Takes a renaming in.
    pub(crate) fn rename(&mut self, renaming: Renaming) {
        match renaming {
            Renaming::Street { place, street } => {
                let name = self.streets.entry((place, street)).or_default();
                *name = renamed(name, STREETS[usize::from(street)]);
            }
            Renaming::District { place } => {
                let name = self.districts.entry(place).or_default();
                *name = renamed(name, PLACES[usize::from(place)].district);
            }
        }
    }

    /// The street of an address.
    pub(crate) fn street(&self, home: &Home) -> &str {
        let Some(street) = home.street else { return "Uden fast bopæl" };
        let name = self.streets.get(&(home.place, street));
        name.map_or(STREETS[usize::from(street)], String::as_str)
    }

    /// The postal district of a municipality.
    pub(crate) fn district(&self, place: u8) -> &str {
        self.districts.get(&place).map_or(PLACES[usize::from(place)].district, String::as_str)
    }
}

/// The next name of a street: it changes between the original and another.
fn renamed(now: &str, original: &str) -> String {
    match now {
        "" => format!("Gl. {original}"),
        old if old.starts_with("Gl. ") => format!("Ny {original}"),
        _ => String::new(),
    }
    .chars()
    .take(20)
    .collect()
}

/// A day as a number, as a seed.
pub(crate) fn day_number(day: Date) -> u64 {
    let year = u64::try_from(day.year()).unwrap_or_default();
    let [month, date] =
        [day.month(), day.day()].map(|part| u64::try_from(part).unwrap_or_default());
    year * 10_000 + month * 100 + date
}
