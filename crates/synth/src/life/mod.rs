//! Events in people's lives, day by day. One file for each area of life.

mod border;
mod correction;
mod family;
mod moving;
mod number;
mod papers;
mod tidy;
mod today;

use jiff::civil::Date;

use crate::deterministic_rng::DeterministicRng;
use crate::entries::Slot;
use crate::mass::day_number;

pub(crate) use today::{Notice, Today};

/// An event that can happen.
pub(crate) struct Kind {
    /// HAENDELSE of the main person.
    pub(crate) code: &'static str,
    /// How often, in a thousand years of one group.
    often: u32,
    /// The weight of this person; 0 when it cannot happen to this person.
    likely: fn(&Today<'_>, Slot) -> u32,
    /// Makes it happen; `None` when it turns out to be impossible.
    act: fn(&mut Today<'_>, Slot) -> Option<()>,
}

const fn kind(
    code: &'static str,
    often: u32,
    likely: fn(&Today<'_>, Slot) -> u32,
    act: fn(&mut Today<'_>, Slot) -> Option<()>,
) -> Kind {
    Kind { code, often, likely, act }
}

/// All events. Moves, births, deaths, weddings, divorces and migration are as frequent as Danmarks Statistik counts
/// them, rounded: a group has some 42 residents. The others are guessed, so that a day's extract has as many persons as
/// CPR's: 10,000 to 20,000 of ten million.
pub(crate) static KINDS: [Kind; 26] = [
    kind("A01", 2900, moving::likely, moving::moves),
    kind("P40", 440, family::likely_mother, family::gives_birth),
    kind("A21", 410, family::likely_to_die, family::dies),
    kind("A20", 210, family::likely_to_marry, family::marries),
    kind("A22", 100, family::likely_to_part, family::divorces),
    kind("P35", 40, family::likely_to_part, family::separates),
    kind("A13", 500, papers::likely_adult, papers::takes_a_name),
    kind("A33", 1500, papers::likely_resident, papers::is_protected),
    kind("A34", 1500, papers::likely_adult, papers::works_or_believes),
    kind("A08", 400, papers::likely_adult, papers::votes_or_naturalises),
    kind("A73", 25, papers::likely_adult, papers::gets_a_guardian),
    kind("A47", 300, papers::likely_adult, papers::has_a_contact_address),
    kind("A07", 300, papers::likely_adult, papers::has_a_supplement),
    kind("A74", 40, papers::likely_adult, papers::is_noted),
    kind("A06", 300, border::likely_to_leave, border::emigrates),
    kind("A04", 190, border::likely_to_return, border::returns),
    kind("P32", 260, border::likely_host, border::arrives),
    kind("A02", 15, border::likely_to_vanish, border::vanishes),
    kind("A03", 150, border::likely_to_be_found, border::is_found),
    kind("P03", 12, number::likely, number::is_renumbered),
    kind("P02", 6, number::likely, number::had_two_numbers),
    kind("A09", 120, papers::likely_resident, correction::of_address),
    kind("A10", 20, correction::likely_back, correction::of_emigration),
    kind("A16", 50, papers::likely_resident, correction::of_name),
    kind("A17", 20, correction::likely_two_names, correction::no_name),
    kind("A25", 12, correction::likely_alive, correction::of_death),
];

/// Working days of a year, rounded.
const DAYS_A_YEAR: u64 = 250;

/// How many events a group has on a day, at a pace in per cent.
pub(crate) fn count(seed: u64, group: u64, day: Date, pace: u32) -> u32 {
    let often: u64 = KINDS.iter().map(|kind| u64::from(kind.often)).sum();
    // In a million: often / 1000 a year, over the days of a year, times the pace in per cent.
    let share = often * 1000 / DAYS_A_YEAR * u64::from(pace) / 100;
    let whole = u32::try_from(share / 1_000_000).unwrap_or(u32::MAX);
    let rest = u32::try_from(share % 1_000_000).unwrap_or_default();
    let mut chance = DeterministicRng::of(&[seed, 3, group, day_number(day)]);
    whole + u32::from(chance.in_a_million(rest))
}

impl Today<'_> {
    /// Makes so many events happen, each to a person by weight; then everything that is due.
    pub(crate) fn live(&mut self, count: u32) {
        for _ in 0..count {
            let kind = &KINDS[self.chance.weighted(KINDS.iter().map(|kind| kind.often))];
            let weights: Vec<u32> =
                self.group.slots().map(|slot| (kind.likely)(self, slot)).collect();
            if weights.iter().any(|weight| *weight > 0) {
                let slot = self.chance.weighted(weights.into_iter());
                // It may turn out to be impossible; then nothing happens.
                let _ = (kind.act)(self, Slot::try_from(slot).unwrap_or_default());
            }
        }
        self.tidy();
    }

    /// Makes an event happen to a person; `None` when it cannot.
    pub(crate) fn happen(&mut self, kind: &Kind, slot: Slot) -> Option<()> {
        if (kind.likely)(self, slot) == 0 {
            return None;
        }
        (kind.act)(self, slot)
    }
}
