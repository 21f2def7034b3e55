use civil::Status;
use extract::{Person, Problem, RecordType};

use crate::finding::{Finding, Place};
use crate::finding_kind::FindingKind;
use crate::findings::Findings;

/// Record types that a person has once; `001` and `002` are known to reading. Of the others there may be
/// more: protections, children, notes, former numbers, what was before.
const ONCE: [u16; 13] = [3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 20];

/// What has passed of the records of everyone in a file, by the persons' index.
#[derive(Debug, Default)]
pub(crate) struct PersonState {
    lives: Vec<Life>,
    /// Whose records stand here.
    current: Option<u32>,
}

/// What has passed of one person.
#[derive(Debug, Clone, Copy)]
struct Life {
    /// A bit for each type below 100.
    kinds: u128,
    /// The highest type of those that stand together: all but `003`.
    last: u16,
    /// Where the first record stands; from the `001` on, where that does.
    place: Place,
}

impl PersonState {
    /// Takes in one of a person's records, and tells what is wrong with it among the others.
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
        // Persons come numbered; those of whom there are but unknown types do not come here.
        if self.lives.len() <= index {
            self.lives.resize(index + 1, Life { kinds: 0, last: 0, place });
        }
        let life = &mut self.lives[index];
        if life.kinds == 0 {
            life.place = place;
        }
        life
    }

    /// Tells what turns out to be missing of the persons.
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
        // Where a type that nobody knows belongs, nobody knows either.
        if kind.layout().is_some() {
            if kind.to_integer() < self.last {
                report(FindingKind::Unsorted);
            }
            self.last = self.last.max(kind.to_integer());
        }
    }
}
