use jiff::civil::Date;

use crate::Denmark;
use crate::names::FAMILIES;
use crate::person::{Home, Status, choose, pnr};

/// Something that touched a person, as a `099` record will tell it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Happening {
    pub(crate) person: usize,
    /// HAENDELSE.
    pub(crate) code: &'static str,
    /// AFLEDTMRK: how the person is related to the main person; blank for that one.
    pub(crate) derived: &'static str,
}

impl Happening {
    pub(crate) const fn main(person: usize, code: &'static str) -> Self {
        Self { person, code, derived: "" }
    }

    const fn derived(person: usize, code: &'static str, derived: &'static str) -> Self {
        Self { person, code, derived }
    }
}

impl Denmark {
    /// Lets something happen to a person, and to whom it touches too; nothing if the person is dead.
    pub(crate) fn happen(&mut self, person: usize, day: Date) -> Vec<Happening> {
        match self.persons[person].status {
            Status::Dead => Vec::new(),
            Status::Emigrated => self.comes_back(person, day),
            Status::Resident => match self.random.u8(..100) {
                0..50 => self.moves(person, day),
                50..62 => self.takes_a_name(person),
                62..72 => self.dies(person),
                72..82 => self.marries(person),
                82..88 => self.emigrates(person, day),
                88..94 => self.is_protected(person),
                _ => self.gets_a_number(person),
            },
        }
    }

    fn moves(&mut self, person: usize, day: Date) -> Vec<Happening> {
        let home = Home::new(&mut self.random, day);
        let mover = &mut self.persons[person];
        mover.former_home = Some(std::mem::replace(&mut mover.home, home));
        vec![Happening::main(person, "A01")]
    }

    fn comes_back(&mut self, person: usize, day: Date) -> Vec<Happening> {
        self.persons[person].status = Status::Resident;
        self.persons[person].home = Home::new(&mut self.random, day);
        vec![Happening::main(person, "A04")]
    }

    fn takes_a_name(&mut self, person: usize) -> Vec<Happening> {
        let family = choose(&mut self.random, &FAMILIES);
        let person_named = &mut self.persons[person];
        person_named.former_family = Some(std::mem::replace(&mut person_named.family, family));
        vec![Happening::main(person, "A13")]
    }

    fn dies(&mut self, person: usize) -> Vec<Happening> {
        self.persons[person].status = Status::Dead;
        let mut happenings = vec![Happening::main(person, "A21")];
        if let Some(spouse) = self.persons[person].spouse.take() {
            self.persons[spouse].spouse = None;
            happenings.push(Happening::derived(spouse, "A21", "ÆG"));
        }
        happenings
    }

    fn marries(&mut self, person: usize) -> Vec<Happening> {
        let other = self.random.usize(..self.persons.len());
        let free = |person: usize| {
            let person = &self.persons[person];
            person.spouse.is_none() && person.status == Status::Resident
        };
        if other == person || !free(person) || !free(other) {
            return Vec::new();
        }
        self.persons[person].spouse = Some(other);
        self.persons[other].spouse = Some(person);
        vec![Happening::main(person, "A24"), Happening::derived(other, "A24", "ÆG")]
    }

    fn emigrates(&mut self, person: usize, day: Date) -> Vec<Happening> {
        let emigrant = &mut self.persons[person];
        emigrant.status = Status::Emigrated;
        emigrant.former_home = Some(emigrant.home);
        emigrant.home.since = day;
        vec![Happening::main(person, "A06")]
    }

    fn is_protected(&mut self, person: usize) -> Vec<Happening> {
        let protected = &mut self.persons[person].protected;
        *protected = !*protected;
        vec![Happening::main(person, "A33")]
    }

    fn gets_a_number(&mut self, person: usize) -> Vec<Happening> {
        let renumbered = &mut self.persons[person];
        // One change of number in a life is enough for a demonstration.
        if renumbered.former.is_some() {
            return Vec::new();
        }
        let new = pnr(self.next_number, renumbered.woman);
        self.next_number += 1;
        renumbered.former = Some(std::mem::replace(&mut renumbered.pnr, new));
        vec![Happening::main(person, "P03")]
    }
}
