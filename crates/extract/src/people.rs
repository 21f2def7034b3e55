use std::collections::HashMap;

use civil::Pnr;

use crate::grouping::narrow;
use crate::person::Person;

/// Everyone in a file, in order of first appearance.
#[derive(Debug, Default)]
pub(crate) struct People {
    persons: Vec<Person>,
    by_pnr: HashMap<Pnr, u32>,
    /// The person of the last record.
    current: Option<u32>,
}

impl People {
    /// The index of a record's person, who is added when new.
    pub(crate) fn place(&mut self, pnr: Pnr) -> u32 {
        let index = self.find(pnr).unwrap_or_else(|| {
            let index = narrow(self.persons.len());
            self.persons.push(Person::new(pnr));
            self.by_pnr.insert(pnr, index);
            index
        });
        self.current = Some(index);
        index
    }

    /// The index of the person with this number.
    pub(crate) fn find(&self, pnr: Pnr) -> Option<u32> {
        // Nearly all records belong to the same person as the record before: the look-up is skipped.
        let is_current = |index: &u32| self.persons[*index as usize].pnr() == pnr;
        self.current.filter(is_current).or_else(|| self.by_pnr.get(&pnr).copied())
    }

    pub(crate) fn person_mut(&mut self, index: u32) -> &mut Person {
        &mut self.persons[index as usize]
    }

    pub(crate) fn persons(&self) -> &[Person] {
        &self.persons
    }

    pub(crate) fn into_persons(self) -> Vec<Person> {
        self.persons
    }
}
