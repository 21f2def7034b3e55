use super::Maker;
use crate::entries::Slot;
use crate::person::State;

/// The oldest persons whose parents are known by number: few are.
const OLDEST_WITH_PARENTS: i16 = 72;

impl Maker {
    /// Finds mothers and fathers for persons without, among all who could be.
    pub(super) fn relate(&mut self) {
        for child in self.group.slots() {
            let person = self.group.person(child);
            let is_alone = person.mother.is_none() && person.father.is_none();
            let could = !matches!(person.state, State::Tax | State::Annulled);
            if is_alone
                && could
                && person.age(self.day) < OLDEST_WITH_PARENTS
                && self.chance.percent(85)
            {
                self.find_parents(child);
            }
        }
    }

    fn find_parents(&mut self, child: Slot) {
        let could_be = |slot: &Slot| self.could_be_mother(*slot, child);
        let mothers: Vec<Slot> = self.group.slots().filter(could_be).collect();
        if mothers.is_empty() {
            return;
        }
        let mother = *self.chance.pick(&mothers);
        let father = self.group.person(mother).spouse();
        let father = father.filter(|father| self.could_be_father(*father, child));
        self.is_child_of(child, Some(mother), father);
    }

    fn could_be_mother(&self, mother: Slot, child: Slot) -> bool {
        let (woman, child) = (self.group.person(mother), self.group.person(child));
        let gap = child.born.year() - woman.born.year();
        let lived = woman.state != State::Dead || woman.since > child.born;
        let resident = matches!(woman.state, State::Resident | State::Dead | State::Emigrated);
        woman.female && (20..=42).contains(&gap) && woman.children.len() < 4 && lived && resident
    }

    fn could_be_father(&self, father: Slot, child: Slot) -> bool {
        let (man, child) = (self.group.person(father), self.group.person(child));
        let gap = child.born.year() - man.born.year();
        let lived = man.state != State::Dead || man.since > child.born;
        !man.female && (18..=60).contains(&gap) && lived
    }
}
