//! The first day: households, families, and everyone's history.

mod homes;
mod household;
mod kin;
mod others;
mod past;

use jiff::ToSpan as _;
use jiff::civil::Date;

pub(crate) use homes::{home, home_in};

use crate::deterministic_rng::DeterministicRng;
use crate::entries::{Name, Slot, Span};
use crate::family_group::FamilyGroup;
use crate::names::{FAMILIES, MEN, WOMEN};
use crate::person::Person;

/// Of a hundred numbers in the register, those of living residents. The others belong to the dead, who stay in the
/// register, and to those who have left.
const LIVING: usize = 66;

/// A group of `size` numbers as it is on the first day.
pub(crate) fn group(seed: u64, id: u64, size: usize, day: Date) -> FamilyGroup {
    let mut maker = Maker {
        chance: DeterministicRng::of(&[seed, 2, id]),
        group: FamilyGroup::new(id),
        size,
        day,
        is_greenland: false,
    };
    maker.is_greenland = maker.chance.percent(1);
    while maker.group.persons.len() < size * LIVING / 100 {
        maker.household();
    }
    while maker.has_room(1) {
        maker.other();
    }
    maker.relate();
    for slot in maker.group.slots() {
        maker.past(slot);
    }
    maker.group
}

/// A group in the making.
struct Maker {
    chance: DeterministicRng,
    group: FamilyGroup,
    size: usize,
    day: Date,
    is_greenland: bool,
}

impl Maker {
    fn has_room(&self, persons: usize) -> bool {
        usize::from(self.group.numbers) + persons <= self.size
    }

    /// A person of an age, with a name and nothing else. There must be room for one.
    fn new_person(&mut self, female: bool, age: u32, family: u8) -> Slot {
        let born = self.born_at(age);
        let first = self.first_name(female);
        let middle = self.chance.percent(35).then(|| self.family_name());
        let name = Name { first: Some(first), middle, family, span: Span::since(born) };
        let number = self.group.take_number().unwrap_or(u8::MAX);
        let mut person = Person::new(number, female, born, name);
        person.job = u8::try_from(self.chance.index(crate::names::JOBS.len())).unwrap_or_default();
        if age < 18 {
            person.job = 0;
        }
        self.group.add(person)
    }

    /// A birthday that makes a person this old today.
    fn born_at(&mut self, age: u32) -> Date {
        let years = i64::from(age);
        let days = i64::from(self.chance.below(365));
        self.day.saturating_sub(years.years()).saturating_sub(days.days())
    }

    fn first_name(&mut self, female: bool) -> u8 {
        let names = if female { WOMEN.len() } else { MEN.len() };
        u8::try_from(self.chance.index(names)).unwrap_or_default()
    }

    fn family_name(&mut self) -> u8 {
        u8::try_from(self.chance.index(FAMILIES.len())).unwrap_or_default()
    }

    /// A day between two; the first when the second is not after it.
    fn day_between(&mut self, from: Date, until: Date) -> Date {
        let days = until.since(from).map(|span| span.get_days()).unwrap_or_default();
        match u32::try_from(days) {
            Ok(days) if days > 0 => from.saturating_add(i64::from(self.chance.below(days)).days()),
            _ => from,
        }
    }
}
