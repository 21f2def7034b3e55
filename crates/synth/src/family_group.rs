use jiff::civil::Date;

use crate::entries::{FormerNumber, Slot};
use crate::numbers::Series;
use crate::person::Person;

/// Persons of a group at the beginning.
pub(crate) const FIRST: u64 = 64;
/// Numbers of a group in total: the rest is for births, immigrants and changed numbers. When they are used up, after
/// some thirty years, nobody is born into it any more.
pub(crate) const BLOCK: u64 = 96;

/// Some sixty persons who marry, have children and live together among themselves, and are related to nobody else. A
/// population is made of such groups so that each can be computed without the others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FamilyGroup {
    /// Counted from 0.
    pub(crate) id: u64,
    pub(crate) persons: Vec<Person>,
    /// Numbers of the block that are in use.
    pub(crate) numbers: u8,
}

/// A number within the group's block, and its person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    /// The person's valid number.
    Valid(Slot),
    /// A former number of the person, by its index.
    Former(Slot, usize),
}

impl FamilyGroup {
    /// A group without persons.
    pub(crate) const fn new(id: u64) -> Self {
        Self { id, persons: Vec::new(), numbers: 0 }
    }

    /// A number of the block; `None` when all are in use.
    pub(crate) fn take_number(&mut self) -> Option<u8> {
        let number = self.numbers;
        (u64::from(number) < BLOCK).then(|| {
            self.numbers += 1;
            number
        })
    }

    /// Takes a person in.
    pub(crate) fn add(&mut self, person: Person) -> Slot {
        self.persons.push(person);
        // Each person has a number, so there are at most as many.
        Slot::try_from(self.persons.len() - 1).unwrap_or(Slot::MAX)
    }

    pub(crate) fn person(&self, slot: Slot) -> &Person {
        &self.persons[usize::from(slot)]
    }

    pub(crate) fn person_mut(&mut self, slot: Slot) -> &mut Person {
        &mut self.persons[usize::from(slot)]
    }

    /// Every person's slot.
    pub(crate) fn slots(&self) -> impl Iterator<Item = Slot> + use<> {
        (0..).take(self.persons.len())
    }

    /// Everyone at a person's address, including the person.
    pub(crate) fn household(&self, slot: Slot) -> Vec<Slot> {
        let home = self.person(slot).home();
        let lives_there = |other: &Slot| home.is_some() && self.person(*other).home() == home;
        self.slots().filter(lives_there).collect()
    }

    /// The children of a person who are younger than 18 and live at the same address.
    pub(crate) fn minors_of(&self, slot: Slot, day: Date) -> Vec<Slot> {
        let home = self.person(slot).home();
        let of = self.person(slot).children.iter().copied();
        of.filter(|child| self.person(*child).age(day) < 18 && self.person(*child).home() == home)
            .collect()
    }

    /// Gives a person another number; the valid one becomes a former one. `None` when no number is left.
    pub(crate) fn renumber(&mut self, slot: Slot, duplicate: bool, day: Date) -> Option<()> {
        let number = self.take_number()?;
        let person = self.person_mut(slot);
        let (number_then, name) = (person.number, person.name());
        let former = FormerNumber { number: number_then, until: day, duplicate, name };
        person.former.push(former);
        person.number = number;
        Some(())
    }

    /// The running number of one of the block's numbers.
    pub(crate) const fn running(&self, number: u8) -> u64 {
        self.id * BLOCK + number as u64
    }

    /// A person's valid PNR.
    pub(crate) fn pnr(&self, series: &Series, slot: Slot) -> civil::Pnr {
        let person = self.person(slot);
        series.pnr(self.running(person.number), person.female)
    }

    /// Whose number it is.
    pub(crate) fn holder(&self, number: u8) -> Option<Holder> {
        self.slots().find_map(|slot| {
            let person = self.person(slot);
            if person.number == number {
                return Some(Holder::Valid(slot));
            }
            let former = person.former.iter().position(|former| former.number == number);
            former.map(|place| Holder::Former(slot, place))
        })
    }
}
