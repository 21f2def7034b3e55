use jiff::ToSpan as _;

use super::today::Today;
use crate::entries::{Guardian, Slot, Span};

impl Today<'_> {
    /// Handles what is due: newborns are named, and expired entries are deleted (`P11`). The register does this with
    /// some delay, and so does this.
    pub(super) fn tidy(&mut self) {
        for slot in self.group.slots() {
            if self.person(slot).is_resident() {
                self.name_child(slot);
                self.delete_ended(slot);
            }
        }
    }

    fn name_child(&mut self, slot: Slot) {
        let person = self.person(slot);
        let (female, name) = (person.female, person.name());
        let old_enough = person.born < self.day.saturating_sub(10.days());
        if name.first.is_some() || !old_enough {
            return;
        }
        let first = self.first_name(female);
        let day = self.day;
        let mut named = name;
        (named.first, named.span) = (Some(first), Span::since(day));
        self.person_mut(slot).rename(named);
        self.write_event(slot, "A14");
    }

    fn delete_ended(&mut self, slot: Slot) {
        let (day, age) = (self.day, self.age(slot));
        let ended = |span: &Span| span.until.is_some_and(|until| until <= day);
        let person = self.group.person_mut(slot);
        let papers = &mut person.papers;
        let before = papers.clone();
        papers.protections.retain(|(_, span)| !ended(span));
        papers.notes.retain(|(_, span)| !ended(span));
        papers.contact = papers.contact.filter(|span| !ended(span));
        papers.supplement = papers.supplement.filter(|span| !ended(span));
        let is_over = |guardian: &Guardian| guardian.until.is_some_and(|until| until <= day);
        papers.guardian = papers.guardian.filter(|guardian| !is_over(guardian));
        papers.election = papers.election.filter(|(_, span)| !ended(span));
        let of_age = person.custody && age >= 18;
        if of_age {
            person.custody = false;
            person.papers.foster = None;
        }
        if of_age || person.papers != before {
            self.write_event(slot, "P11");
        }
    }
}
