//! The people of a population, one by one: for somebody who looks for a person to test with.

use civil::{EventCode, MunicipalityCode, Pnr, Status};
use jiff::civil::Date;

use super::Population;
use crate::entries::Slot;
use crate::family_group::{BLOCK, FamilyGroup, Holder};
use crate::life::KINDS;
use crate::person::Person;
use crate::places::PLACES;
use crate::plan::Story;
use crate::records::{full_name, status};
use clock::working_day_after;

/// A place in the population. It stays with the person, whatever number the person gets, and says nothing of whom it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InhabitantIndex(u64);

impl InhabitantIndex {
    /// The index of a place, counted from 0.
    pub const fn from_number(number: u64) -> Self {
        Self(number)
    }

    /// The place, counted from 0.
    pub const fn number(self) -> u64 {
        self.0
    }

    fn of(group: u64, slot: Slot) -> Self {
        Self(group * BLOCK + u64::from(slot))
    }

    fn place(self) -> (u64, Slot) {
        // Below 96.
        (self.0 / BLOCK, Slot::try_from(self.0 % BLOCK).unwrap_or_default())
    }
}

/// A person as the register has them after a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inhabitant {
    /// Where in the population.
    pub index: InhabitantIndex,
    /// The valid number.
    pub pnr: Pnr,
    /// The whole name, given names first.
    pub name: String,
    /// Whether the number is a woman's.
    pub is_female: bool,
    /// The day of birth, which is not the date in the number.
    pub born: Date,
    /// Whole years on the day.
    pub age: i16,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// Where the person lives; `None` for who has no address.
    pub municipality: Option<MunicipalityCode>,
    /// Whether name and address are protected.
    pub is_protected: bool,
    /// The spouse, if invented too.
    pub spouse: Option<InhabitantIndex>,
    /// Mother and father, as far as they are invented too.
    pub parents: Vec<InhabitantIndex>,
    /// The children.
    pub children: Vec<InhabitantIndex>,
}

/// Whom somebody looks for. Everything that is set must be true of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InhabitantQuery {
    /// At least so old, in whole years.
    pub from_age: Option<i16>,
    /// At most so old.
    pub to_age: Option<i16>,
    /// Lives there.
    pub municipality: Option<MunicipalityCode>,
    /// In this state.
    pub state: Option<InhabitantState>,
    /// With this family.
    pub family: Option<InhabitantFamily>,
}

/// 001.STATUS, in groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InhabitantState {
    /// Below 30: with an address, or a number for tax reasons.
    Resident,
    /// 70.
    Disappeared,
    /// 80.
    Emigrated,
    /// 90.
    Dead,
}

/// What family somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InhabitantFamily {
    /// Is married.
    Married,
    /// Lives with children of their own below 18.
    Minors,
    /// Is below 18, and a parent is known.
    Parents,
    /// Lives alone.
    Alone,
}

/// Who was found, in the order of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundInhabitants {
    /// At most as many as were asked for.
    pub people: Vec<Inhabitant>,
    /// Where to go on; `None` at the end of the population.
    pub next: Option<InhabitantIndex>,
}

impl Population {
    /// Family groups that one search looks through: 128,000 persons. The next search goes on.
    pub const GROUPS_OF_A_SEARCH: u64 = 2_000;

    /// Looks for people as they are after a day, from a place on.
    pub fn find_inhabitants(
        &self,
        day: Date,
        query: &InhabitantQuery,
        from: InhabitantIndex,
        at_most: usize,
    ) -> FoundInhabitants {
        let days = self.days_until(day);
        let (first, slot) = from.place();
        let end = first.saturating_add(Self::GROUPS_OF_A_SEARCH).min(self.groups());
        let mut people = Vec::new();
        for id in first..end {
            let group = self.group_after(id, &days);
            let begun = if id == first { slot } else { 0 };
            for slot in group.slots().filter(|slot| *slot >= begun) {
                if people.len() == at_most {
                    return FoundInhabitants { people, next: Some(InhabitantIndex::of(id, slot)) };
                }
                if query.is_met(&group, slot, day) {
                    people.push(self.describe(&group, slot, day));
                }
            }
        }
        let next = (end < self.groups()).then(|| InhabitantIndex::of(end, 0));
        FoundInhabitants { people, next }
    }

    /// A person as after a day; `None` when nobody is in that place.
    pub fn inhabitant(&self, index: InhabitantIndex, day: Date) -> Option<Inhabitant> {
        let (id, slot) = index.place();
        let group = (id < self.groups()).then(|| self.group_after(id, &self.days_until(day)))?;
        group.slots().any(|one| one == slot).then(|| self.describe(&group, slot, day))
    }

    /// Whose number it is after a day, also a former one; `None` when nobody here has had it.
    pub fn inhabitant_with(&self, pnr: Pnr, day: Date) -> Option<InhabitantIndex> {
        let (id, number) = self.place(pnr)?;
        let group = self.group_after(id, &self.days_until(day));
        let (Holder::Valid(slot) | Holder::Former(slot, _)) = group.holder(number)?;
        // Both sexes have numbers with the same place.
        (group.pnr(&self.series, slot).to_integer() % 2 == pnr.to_integer() % 2)
            .then(|| InhabitantIndex::of(id, slot))
    }

    /// The events that can be ordered for a person for the first working day after a day.
    pub fn possible_events(&self, index: InhabitantIndex, day: Date) -> Vec<EventCode> {
        let (id, slot) = index.place();
        let Some(before) = self.inhabitant(index, day) else { return Vec::new() };
        let next = working_day_after(day);
        let today = self.live_day(self.group_after(id, &self.days_until(day)), next);
        let codes = KINDS.iter().filter_map(|kind| kind.code.parse::<EventCode>().ok());
        let can = |event: &EventCode| {
            let story = Story { day: next, pnr: before.pnr, event: *event };
            let mut group = today.group.clone();
            // The number may be another by then.
            group.pnr(&self.series, slot) == before.pnr
                && self.happen(&mut group, slot, &story).is_some()
        };
        codes.filter(can).collect()
    }

    fn describe(&self, group: &FamilyGroup, slot: Slot, day: Date) -> Inhabitant {
        let person = group.person(slot);
        let index = |slot| InhabitantIndex::of(group.id, slot);
        Inhabitant {
            index: index(slot),
            pnr: group.pnr(&self.series, slot),
            name: full_name(person, &person.name()),
            is_female: person.female,
            born: person.born,
            age: person.age(day),
            status: Status::from_register(status(person).as_bytes()),
            municipality: municipality(person),
            is_protected: is_protected(person, day),
            spouse: person.spouse().map(index),
            parents: [person.mother, person.father].into_iter().flatten().map(index).collect(),
            children: person.children.iter().copied().map(index).collect(),
        }
    }
}

impl InhabitantQuery {
    fn is_met(&self, group: &FamilyGroup, slot: Slot, day: Date) -> bool {
        let person = group.person(slot);
        let age = person.age(day);
        self.from_age.is_none_or(|from| age >= from)
            && self.to_age.is_none_or(|to| age <= to)
            && self.municipality.is_none_or(|code| municipality(person) == Some(code))
            && self.state.is_none_or(|state| state.is_of(person))
            && self.family.is_none_or(|family| family.is_of(group, slot, day))
    }
}

impl InhabitantState {
    fn is_of(self, person: &Person) -> bool {
        let status = Status::from_register(status(person).as_bytes());
        let number = status.map(Status::to_integer);
        match self {
            Self::Resident => status.is_some_and(Status::may_have_address),
            Self::Disappeared => number == Some(70),
            Self::Emigrated => number == Some(80),
            Self::Dead => number == Some(90),
        }
    }
}

impl InhabitantFamily {
    fn is_of(self, group: &FamilyGroup, slot: Slot, day: Date) -> bool {
        let person = group.person(slot);
        match self {
            Self::Married => person.is_married(),
            Self::Minors => person.is_resident() && !group.minors_of(slot, day).is_empty(),
            Self::Parents => {
                person.age(day) < 18 && (person.mother.is_some() || person.father.is_some())
            }
            Self::Alone => person.home().is_some() && group.household(slot).len() == 1,
        }
    }
}

fn municipality(person: &Person) -> Option<MunicipalityCode> {
    let komkod = PLACES.get(usize::from(person.home()?.place))?.komkod;
    MunicipalityCode::from_register(komkod.as_bytes())
}

fn is_protected(person: &Person, day: Date) -> bool {
    let protects = |span: &crate::entries::Span| {
        span.from <= day && span.until.is_none_or(|until| until > day)
    };
    person.papers.protections.iter().any(|(kind, span)| *kind == 1 && protects(span))
}

#[cfg(test)]
mod tests {
    use extract::{Extract, Form};

    use super::*;
    use crate::{InvalidStory, Plan};

    fn denmark() -> (Population, Date) {
        let plan = Plan { pace: 2_000, ..Plan::new(5, 640) };
        let day = (0..5).fold(plan.first_day, |day, _| working_day_after(day));
        (Population::new(plan).unwrap(), day)
    }

    fn all(denmark: &Population, day: Date, query: &InhabitantQuery) -> Vec<Inhabitant> {
        denmark.find_inhabitants(day, query, InhabitantIndex::from_number(0), usize::MAX).people
    }

    #[test]
    fn everybody_is_found_as_the_extract_of_everyone_has_them() {
        let (denmark, day) = denmark();
        let mut file = Vec::new();
        let put = |bytes: &[u8], _| {
            file.extend_from_slice(bytes);
            Ok::<(), std::io::Error>(())
        };
        denmark.everyone(day, Form::PADDED_LF, put).unwrap();
        let extract = Extract::parse(&file).unwrap();
        let mut expected: Vec<_> = extract
            .persons()
            .iter()
            .filter(|person| !person.status().is_some_and(Status::is_replaced))
            .map(|person| (person.pnr(), person.status(), person.municipality()))
            .collect();
        let mut found: Vec<_> = all(&denmark, day, &InhabitantQuery::default())
            .into_iter()
            .map(|one| (one.pnr, one.status, one.municipality))
            .collect();
        expected.sort_by_key(|one| one.0);
        found.sort_by_key(|one| one.0);
        assert_eq!(found, expected);
    }

    #[test]
    fn search_finds_who_meets_all_of_it_and_goes_on_where_it_stopped() {
        let (denmark, day) = denmark();
        let query = InhabitantQuery {
            from_age: Some(30),
            to_age: Some(50),
            state: Some(InhabitantState::Resident),
            family: Some(InhabitantFamily::Minors),
            ..InhabitantQuery::default()
        };
        let whole = all(&denmark, day, &query);
        assert!(whole.len() > 10, "{}", whole.len());
        assert!(whole.iter().all(|one| (30..=50).contains(&one.age) && !one.children.is_empty()));
        let (mut pieces, mut from) = (Vec::new(), Some(InhabitantIndex::from_number(0)));
        while let Some(place) = from {
            let found = denmark.find_inhabitants(day, &query, place, 7);
            assert!(found.people.len() <= 7);
            pieces.extend(found.people);
            from = found.next;
        }
        assert_eq!(pieces, whole);
    }

    #[test]
    fn inhabitant_is_found_by_number_and_by_place() {
        let (denmark, day) = denmark();
        for one in all(&denmark, day, &InhabitantQuery::default()) {
            assert_eq!(denmark.inhabitant_with(one.pnr, day), Some(one.index));
            assert_eq!(denmark.inhabitant(one.index, day), Some(one));
        }
        let nobody = InhabitantIndex::from_number(u64::MAX);
        assert_eq!(denmark.inhabitant(nobody, day), None);
        assert_eq!(denmark.possible_events(nobody, day), []);
        let other = Pnr::from_register(b"0101701234").unwrap();
        assert_eq!(denmark.inhabitant_with(other, day), None);
    }

    #[test]
    fn possible_events_are_those_that_can_be_ordered() {
        let (denmark, day) = denmark();
        let codes: Vec<EventCode> = KINDS.iter().map(|kind| kind.code.parse().unwrap()).collect();
        let mut most = 0;
        for one in all(&denmark, day, &InhabitantQuery::default()).iter().take(150) {
            let possible = denmark.possible_events(one.index, day);
            most = most.max(possible.len());
            for event in &codes {
                let story = Story { day: working_day_after(day), pnr: one.pnr, event: *event };
                let ordered = denmark.clone().add_story(story);
                let expected = possible.contains(event);
                assert_eq!(ordered.is_ok(), expected, "{:?} {event}: {ordered:?}", one.index);
                let is_refusal = matches!(
                    ordered,
                    Err(InvalidStory::Impossible { .. } | InvalidStory::Nobody(_))
                );
                assert!(expected || is_refusal);
            }
        }
        assert!(most > 8);
    }
}
