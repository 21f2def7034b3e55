use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::deterministic_rng::DeterministicRng;
use crate::entries::Slot;
use crate::family_group::FamilyGroup;
use crate::mass::day_number;
use crate::names::{FAMILIES, MEN, WOMEN};
use crate::person::Person;

/// An event (`099`) of a person in the day's extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) slot: Slot,
    /// The index of a former number, when the event belongs to that.
    pub(crate) former: Option<usize>,
    /// HAENDELSE
    pub(crate) code: &'static str,
    /// AFLEDTMRK: blank for the event's main person.
    pub(crate) mark: &'static str,
}

/// The current day of a group.
pub(crate) struct Today<'a> {
    pub(crate) group: &'a mut FamilyGroup,
    pub(crate) chance: DeterministicRng,
    pub(crate) day: Date,
    pub(crate) news: Vec<Notice>,
}

impl<'a> Today<'a> {
    pub(crate) fn new(seed: u64, group: &'a mut FamilyGroup, day: Date) -> Self {
        let chance = DeterministicRng::of(&[seed, 5, group.id, day_number(day)]);
        Self { group, chance, day, news: Vec::new() }
    }

    pub(super) fn person(&self, slot: Slot) -> &Person {
        self.group.person(slot)
    }

    pub(super) fn person_mut(&mut self, slot: Slot) -> &mut Person {
        self.group.person_mut(slot)
    }

    pub(super) fn age(&self, slot: Slot) -> i16 {
        self.person(slot).age(self.day)
    }

    pub(super) fn is_adult_resident(&self, slot: Slot) -> bool {
        self.person(slot).is_resident() && self.age(slot) >= 18
    }

    /// The event's main person.
    pub(super) fn write_event(&mut self, slot: Slot, code: &'static str) {
        self.write_related(slot, code, "");
    }

    /// A person whom the event affects because of the main person.
    pub(super) fn write_related(&mut self, slot: Slot, code: &'static str, mark: &'static str) {
        let notice = Notice { slot, former: None, code, mark };
        if !self.news.contains(&notice) {
            self.news.push(notice);
        }
    }

    pub(super) fn first_name(&mut self, female: bool) -> u8 {
        let names = if female { WOMEN.len() } else { MEN.len() };
        u8::try_from(self.chance.index(names)).unwrap_or_default()
    }

    pub(super) fn family_name(&mut self) -> u8 {
        u8::try_from(self.chance.index(FAMILIES.len())).unwrap_or_default()
    }

    pub(super) fn in_days(&self, days: u32) -> Date {
        self.day.saturating_add(i64::from(days).days())
    }
}
