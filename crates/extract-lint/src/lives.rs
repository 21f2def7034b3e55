use civil::Status;
use extract::{Person, Problem, RecordType};

use crate::finding::{Finding, Place};
use crate::finding_kind::FindingKind;
use crate::findings::Findings;

/// Record types that a person has once; the reader checks `001` and `002`. There may be several of the others:
/// protections, children, notes, former numbers, former data.
const ONCE: [u16; 13] = [3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 20];

/// The records seen of everyone in a file, by the persons' index.
#[derive(Debug, Default)]
pub(crate) struct PersonState {
    lives: Vec<Life>,
    /// The person of the current records.
    current: Option<u32>,
}

/// The records seen of one person.
#[derive(Debug, Clone, Copy)]
struct Life {
    /// A bit for each type below 100.
    kinds: u128,
    /// The highest type of those that belong together: all but `003`.
    last: u16,
    /// The place of the first record; once there is a `001`, its place.
    place: Place,
}

impl PersonState {
    /// Adds one of the person's records, and reports what is wrong with it among the others.
    pub(crate) fn take(
        &mut self,
        index: u32,
        person: &Person,
        kind: RecordType,
        place: Place,
        report: &mut dyn FnMut(Place, FindingKind),
    ) {
        let mut stands_with = true;
        if kind != RecordType::LABEL {
            stands_with = self.current.replace(index) == Some(index);
        }
        let life = self.life(index, place);
        if life.has(kind) && ONCE.contains(&kind.to_integer()) {
            report(place, FindingKind::Read(Problem::Second));
        }
        if kind == RecordType::ADDRESS && !person.status().is_none_or(Status::may_have_address) {
            report(place, FindingKind::NoResident);
        }
        if kind == RecordType::PERSON && !life.has(kind) {
            life.place = place;
        }
        if kind != RecordType::LABEL {
            life.take_in_order(kind, stands_with, &mut |fault| report(place, fault));
        }
        life.insert(kind);
    }

    fn life(&mut self, index: u32, place: Place) -> &mut Life {
        let index = index as usize;
        // Persons are numbered in order; a person with only unknown types is skipped.
        if self.lives.len() <= index {
            self.lives.resize(index + 1, Life { kinds: 0, last: 0, place });
        }
        let life = &mut self.lives[index];
        if life.kinds == 0 {
            life.place = place;
        }
        life
    }

    /// Reports what is missing, when all records were seen.
    pub(crate) fn finish(&self, persons: &[Person], findings: &mut Findings) {
        for (person, life) in persons.iter().zip(&self.lives) {
            let meaning = person.status().and_then(Status::meaning);
            let is_active = meaning.is_some_and(civil::StatusMeaning::is_active);
            if is_active && !life.has(RecordType::ADDRESS) {
                findings
                    .add(Finding::at(life.place, FindingKind::NoAddress).about(Some(person.pnr())));
            }
        }
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

    fn take_in_order(
        &mut self,
        kind: RecordType,
        stands_with: bool,
        report: &mut dyn FnMut(FindingKind),
    ) {
        if !stands_with && self.last > 0 {
            report(FindingKind::Scattered);
        }
        // An unknown type has no known place in the order.
        if kind.layout().is_some() {
            if kind.to_integer() < self.last {
                report(FindingKind::Unsorted);
            }
            self.last = self.last.max(kind.to_integer());
        }
    }
}
