use std::collections::HashMap;

use civil::{Pnr, Status};
use extract::{Extract, Person, Problem, Record, RecordType};

use crate::fault::Fault;
use crate::finding::{Finding, Place};
use crate::findings::Findings;

/// Record types that a person has once; `001` and `002` are known to reading. Of the others there may be
/// more: protections, children, notes, former numbers, what was before.
const ONCE: [u16; 13] = [3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 20];

/// Everyone in a file, and what of their records has passed.
pub(crate) struct Persons<'a> {
    file: u32,
    persons: &'a [Person],
    index: HashMap<Pnr, u32>,
    lives: Vec<Life>,
    /// Whose records stand here.
    current: Option<u32>,
}

/// What has passed of one person.
#[derive(Debug, Clone, Copy, Default)]
struct Life {
    /// A bit for each type below 100.
    kinds: u128,
    /// The highest type of those that stand together: all but `003`.
    last: u16,
    /// Whether it was told that a record stands before the `001`.
    is_told: bool,
    /// Line and byte of the `001`.
    person_at: (u32, usize),
}

impl<'a> Persons<'a> {
    pub(crate) fn new(file: u32, extract: &'a Extract) -> Self {
        let persons = extract.persons();
        let index = (0u32..).zip(persons).map(|(index, person)| (person.pnr(), index)).collect();
        Self { file, persons, index, lives: vec![Life::default(); persons.len()], current: None }
    }

    /// The person of a number, where the file has any record of it.
    pub(crate) fn find(&self, pnr: Pnr) -> Option<&'a Person> {
        self.index_of(pnr).map(|index| &self.persons[index as usize])
    }

    /// Takes in one of a person's records, and tells what is wrong with it among the others.
    pub(crate) fn take(
        &mut self,
        pnr: Pnr,
        kind: RecordType,
        record: &Record<'_>,
        report: &mut dyn FnMut(Fault),
    ) {
        let Some(index) = self.index_of(pnr) else { return };
        let stands_with = self.current == Some(index);
        let (person, life) = (&self.persons[index as usize], &mut self.lives[index as usize]);
        if life.has(kind) && ONCE.contains(&kind.to_integer()) {
            report(Fault::Read(Problem::Second));
        }
        if kind == RecordType::ADDRESS && !person.status().is_none_or(Status::may_have_address) {
            report(Fault::NoResident);
        }
        // Without any `001` there is something worse to tell, and reading does.
        if person.has_changed() && life.is_before_person(kind) {
            report(Fault::BeforePerson);
        }
        if kind != RecordType::LABEL {
            life.take_in_order(kind, stands_with, report);
            self.current = Some(index);
        }
        if kind == RecordType::PERSON && !life.has(kind) {
            life.person_at = (record.line(), record.offset());
        }
        life.insert(kind);
    }

    /// Tells what turns out to be missing.
    pub(crate) fn finish(&self, findings: &mut Findings) {
        for (person, life) in self.persons.iter().zip(&self.lives) {
            let meaning = person.status().and_then(Status::meaning);
            let is_active = meaning.is_some_and(civil::StatusMeaning::is_active);
            if is_active && life.has(RecordType::PERSON) && !life.has(RecordType::ADDRESS) {
                let (line, offset) = life.person_at;
                let place =
                    Place { file: self.file, line, offset, record: Some(RecordType::PERSON) };
                findings.add(Finding::at(place, Fault::NoAddress).about(Some(person.pnr())));
            }
        }
    }

    fn index_of(&self, pnr: Pnr) -> Option<u32> {
        // Nearly all records follow another of the same person: no need to look the number up.
        let is_current = |index: &u32| self.persons[*index as usize].pnr() == pnr;
        self.current.filter(is_current).or_else(|| self.index.get(&pnr).copied())
    }
}

impl Life {
    const fn has(&self, kind: RecordType) -> bool {
        kind.to_integer() < 100 && (self.kinds >> kind.to_integer()) & 1 == 1
    }

    fn insert(&mut self, kind: RecordType) {
        if kind.to_integer() < 100 {
            self.kinds |= 1 << kind.to_integer();
        }
    }

    /// Whether this is the first time that a record stands before the `001`.
    fn is_before_person(&mut self, kind: RecordType) -> bool {
        let is_behind = kind == RecordType::PERSON || self.has(RecordType::PERSON);
        !is_behind && !std::mem::replace(&mut self.is_told, true)
    }

    fn take_in_order(
        &mut self,
        kind: RecordType,
        stands_with: bool,
        report: &mut dyn FnMut(Fault),
    ) {
        if !stands_with && self.last > 0 {
            report(Fault::Scattered);
        }
        // Where a type that nobody knows belongs, nobody knows either.
        if kind.layout().is_some() {
            if kind.to_integer() < self.last {
                report(Fault::Unsorted);
            }
            self.last = self.last.max(kind.to_integer());
        }
    }
}
