use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::Maker;
use crate::entries::{Abroad, Bond, Civil, FormerNumber, Partner, Residence, Slot, Span, close};
use crate::names::ABROAD;
use crate::person::State;

/// The numbers that do not belong to residents, each state with its share in a thousand.
const STATES: [(State, u32); 5] = [
    (State::Dead, 740),
    (State::Emigrated, 205),
    (State::Tax, 45),
    (State::Annulled, 6),
    (State::Disappeared, 4),
];

/// Of a thousand such numbers, former numbers of residents.
const FORMER: u32 = 15;

/// The first day of the register.
const REGISTER: Date = date(1968, 4, 2);

impl Maker {
    /// A person who is no longer a resident, or never was.
    pub(super) fn other(&mut self) {
        if self.chance.below(1000) < FORMER && self.former_number().is_some() {
            return;
        }
        let (state, _) = STATES[self.chance.weighted(STATES.iter().map(|(_, share)| *share))];
        match state {
            State::Dead => self.dead(),
            State::Emigrated => self.emigrated(),
            State::Disappeared => self.disappeared(),
            State::Tax | State::Annulled | State::Resident => self.never_resident(state),
        }
    }

    /// A person who died since the register began; the spouse of a widow, if there is one without.
    fn dead(&mut self) {
        let widow = self.widow();
        let age_then = match self.chance.below(100) {
            0..6 => self.chance.within(1, 50),
            6..30 => self.chance.within(51, 70),
            _ => self.chance.within(71, 96),
        };
        let year_ago = self.chance.below(45);
        let age = match widow {
            Some(widow) => {
                let age = u32::try_from(self.group.person(widow).age(self.day)).unwrap_or_default();
                age + self.chance.below(6)
            }
            None => age_then + year_ago,
        };
        let female =
            widow.map_or_else(|| self.chance.percent(50), |widow| !self.group.person(widow).female);
        let family = match widow {
            Some(widow) => self.group.person(widow).name().family,
            None => self.family_name(),
        };
        let slot = self.new_person(female, age, family);
        let born = self.group.person(slot).born;
        let death = match widow {
            Some(_) => self.day_between(born.saturating_add(45.years()), self.day),
            None => born.saturating_add(i64::from(age_then).years()),
        };
        let latest = self.day.saturating_sub(1.days());
        let death = death.max(REGISTER).max(born.saturating_add(1.days())).min(latest);
        if let Some(widow) = widow {
            self.was_married(slot, widow, death);
        }
        self.lived_until(slot, death);
        let person = self.group.person_mut(slot);
        person.begin_bond(Civil::Dead, Partner::Nobody, death);
        person.become_state(State::Dead, death);
        person.job = 0;
    }

    /// An old resident who lives alone and has no civil history yet.
    fn widow(&mut self) -> Option<Slot> {
        let could = |slot: &Slot| {
            let person = self.group.person(*slot);
            let alone = person.bonds.len() == 1 && person.children.is_empty();
            person.is_resident() && alone && person.age(self.day) > 68
        };
        let found = self.group.slots().find(could);
        found.filter(|_| self.chance.percent(75))
    }

    fn was_married(&mut self, dead: Slot, widow: Slot, death: Date) {
        let born = self.group.person(dead).born.max(self.group.person(widow).born);
        let wedding =
            self.day_between(born.saturating_add(20.years()), born.saturating_add(32.years()));
        let wedding = wedding.min(death.saturating_sub(1.days()));
        self.group.person_mut(dead).begin_bond(Civil::Married, Partner::Of(widow), wedding);
        let widow = self.group.person_mut(widow);
        widow.begin_bond(Civil::Married, Partner::Of(dead), wedding);
        widow.begin_bond(Civil::Widowed, Partner::Of(dead), death);
    }

    /// An address until a day.
    fn lived_until(&mut self, slot: Slot, until: Date) {
        let home = self.home();
        let born = self.group.person(slot).born;
        let since = self.day_between(until.saturating_sub(20.years()).max(born), until);
        let span = Span::between(since, until);
        let stay = Residence { home, care_of: None, in_place_from: since, span };
        self.group.person_mut(slot).stays.push(stay);
    }

    fn emigrated(&mut self) {
        let (female, age) = (self.chance.percent(48), self.chance.within(20, 80));
        let family = self.family_name();
        let slot = self.new_person(female, age, family);
        let born = self.group.person(slot).born;
        let left = self.day_between(born.saturating_add(18.years()), self.day);
        self.lived_until(slot, left);
        let country = u8::try_from(self.chance.index(ABROAD.len())).unwrap_or_default();
        let person = self.group.person_mut(slot);
        person.abroad.push(Abroad {
            country,
            left: Some(left),
            came: None,
            mark: Default::default(),
        });
        person.become_state(State::Emigrated, left);
    }

    fn disappeared(&mut self) {
        let family = self.family_name();
        let age = self.chance.within(25, 70);
        let slot = self.new_person(false, age, family);
        let since = self.day_between(self.day.saturating_sub(15.years()), self.day);
        self.lived_until(slot, since);
        let person = self.group.person_mut(slot);
        person.lost.push(Span::since(since));
        person.become_state(State::Disappeared, since);
    }

    /// A resident's former number, changed or deleted as a second one; `None` when there are no residents.
    fn former_number(&mut self) -> Option<()> {
        let could = |slot: &Slot| {
            let person = self.group.person(*slot);
            person.is_resident() && person.former.is_empty()
        };
        let residents: Vec<Slot> = self.group.slots().filter(could).collect();
        if residents.is_empty() {
            return None;
        }
        let slot = *self.chance.pick(&residents);
        let born = self.group.person(slot).born;
        let until = self.day_between(born.max(REGISTER), self.day);
        if self.chance.percent(33) {
            let number = self.group.take_number()?;
            let person = self.group.person_mut(slot);
            let name = person.name();
            person.former.push(FormerNumber { number, until, duplicate: true, name });
            return Some(());
        }
        self.group.renumber(slot, false, until)
    }

    /// A number for tax reasons, or one that was annulled.
    fn never_resident(&mut self, state: State) {
        let (female, age) = (self.chance.percent(40), self.chance.within(20, 65));
        let family = self.family_name();
        let slot = self.new_person(female, age, family);
        let since = self.day_between(self.day.saturating_sub(9.years()), self.day);
        let person = self.group.person_mut(slot);
        person.become_state(state, since);
        person.job = 0;
        if state == State::Annulled {
            // The register keeps an annulled number.
            close(person.bonds.last_mut().map(|bond: &mut Bond| &mut bond.span), since);
        }
    }
}
