use jiff::ToSpan as _;

use super::Maker;
use crate::entries::{Civil, Partner, Residence, Slot, Span};

/// Kinds of household, each with its share of all in a thousand (Danmarks Statistik, FAM55N and FAM44N, in
/// round figures).
const KINDS: [(Kind, u32); 5] = [
    (Kind::Alone, 395),
    (Kind::Couple, 285),
    (Kind::Family, 225),
    (Kind::OneParent, 70),
    (Kind::Flat, 25),
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Alone,
    Couple,
    Family,
    OneParent,
    Flat,
}

impl Maker {
    /// Some persons who live together.
    pub(super) fn household(&mut self) {
        let (kind, _) = KINDS[self.chance.weighted(KINDS.iter().map(|(_, share)| *share))];
        let members = match kind {
            Kind::Couple if self.has_room(2) => self.couple_alone(),
            Kind::Family if self.has_room(6) => self.family(),
            Kind::OneParent if self.has_room(4) => self.one_parent(),
            Kind::Flat if self.has_room(4) => self.flat(),
            _ => self.alone(),
        };
        self.move_in(&members);
    }

    fn alone(&mut self) -> Vec<Slot> {
        let age = match self.chance.below(100) {
            0..20 => self.chance.within(19, 32),
            20..54 => self.chance.within(33, 64),
            54..90 => self.chance.within(63, 80),
            _ => self.chance.within(81, 95),
        };
        // Women live longer.
        let female = self.chance.percent(if age > 70 { 62 } else { 44 });
        let family = self.family_name();
        vec![self.new_person(female, age, family)]
    }

    fn couple_alone(&mut self) -> Vec<Slot> {
        let age = match self.chance.below(100) {
            0..11 => self.chance.within(22, 33),
            11..42 => self.chance.within(48, 64),
            42..90 => self.chance.within(60, 79),
            _ => self.chance.within(80, 88),
        };
        self.couple(age).into()
    }

    fn family(&mut self) -> Vec<Slot> {
        let age = self.chance.within(28, 54);
        let [mother, father] = self.couple(age);
        let children = 1 + self.chance.weighted([30, 45, 19, 6].into_iter());
        let mut members = vec![mother, father];
        members.extend(self.children(mother, Some(father), age, children));
        members
    }

    fn one_parent(&mut self) -> Vec<Slot> {
        let age = self.chance.within(28, 56);
        let female = self.chance.percent(84);
        let family = self.family_name();
        let parent = self.new_person(female, age, family);
        let children = 1 + self.chance.weighted([60, 32, 8].into_iter());
        let (mother, father) = if female { (Some(parent), None) } else { (None, Some(parent)) };
        let mut members = vec![parent];
        members.extend(self.children_of(mother, father, age, children));
        members
    }

    fn flat(&mut self) -> Vec<Slot> {
        let persons = self.chance.within(2, 4);
        let one = |maker: &mut Self| {
            let (female, age) = (maker.chance.percent(50), maker.chance.within(19, 29));
            let family = maker.family_name();
            maker.new_person(female, age, family)
        };
        (0..persons).map(|_| one(self)).collect()
    }

    /// A woman of this age and a man of a similar age; most of those over thirty are married. One couple in fifty is of
    /// one sex.
    fn couple(&mut self, age: u32) -> [Slot; 2] {
        let (family, maiden) = (self.family_name(), self.family_name());
        let same_sex = self.chance.percent(2);
        let other_age = (age + self.chance.below(6)).saturating_sub(1).max(19);
        let one = self.new_person(true, age, maiden);
        let other = self.new_person(same_sex, other_age, family);
        let likely = match age {
            0..27 => 12,
            27..35 => 48,
            35..60 => 76,
            _ => 93,
        };
        if self.chance.percent(likely) {
            self.marry(one, other, age);
        }
        [one, other]
    }

    fn marry(&mut self, one: Slot, other: Slot, age: u32) {
        let earliest = self.group.person(one).born.max(self.group.person(other).born);
        let earliest = earliest.saturating_add(20.years());
        let latest = self.day.saturating_sub(30.days());
        let first_years = earliest.saturating_add(i64::from(4 + age / 5).years());
        let day = self.day_between(earliest, first_years.min(latest));
        let same_sex = self.group.person(one).female == self.group.person(other).female;
        // Two of one sex could register from 1989 and marry from 2012.
        let day = if same_sex { day.max(jiff::civil::date(1989, 10, 1)) } else { day };
        let is_partnership = same_sex && day < jiff::civil::date(2012, 6, 15);
        let kind = if is_partnership { Civil::Partner } else { Civil::Married };
        for (person, partner) in [(one, other), (other, one)] {
            self.group.person_mut(person).begin_bond(kind, Partner::Of(partner), day);
        }
        // Not every wife takes her husband's name.
        if !same_sex && self.chance.percent(55) {
            let family = self.group.person(other).name().family;
            let mut name = self.group.person(one).name();
            (name.family, name.span) = (family, Span::since(day));
            self.group.person_mut(one).rename(name);
        }
    }

    fn children(
        &mut self,
        mother: Slot,
        father: Option<Slot>,
        age: u32,
        count: usize,
    ) -> Vec<Slot> {
        self.children_of(Some(mother), father, age, count)
    }

    /// Children at home, the first of a mother of 19 or more, each two years or more after the last.
    fn children_of(
        &mut self,
        mother: Option<Slot>,
        father: Option<Slot>,
        age: u32,
        count: usize,
    ) -> Vec<Slot> {
        let parents = [father, mother];
        let family = parents.iter().flatten().next();
        let family = family.map_or(0, |parent| self.group.person(*parent).name().family);
        let oldest = age.saturating_sub(self.chance.within(20, 34)).min(21);
        let mut child_age = oldest;
        let mut children = Vec::new();
        for _ in 0..count {
            let female = self.chance.percent(49);
            let child = self.new_person(female, child_age, family);
            self.is_child_of(child, mother, father);
            children.push(child);
            match child_age.checked_sub(2 + self.chance.below(3)) {
                Some(younger) => child_age = younger,
                None => break,
            }
        }
        children
    }

    pub(super) fn is_child_of(&mut self, child: Slot, mother: Option<Slot>, father: Option<Slot>) {
        (self.group.person_mut(child).mother, self.group.person_mut(child).father) =
            (mother, father);
        for parent in [mother, father].into_iter().flatten() {
            self.group.person_mut(parent).children.push(child);
        }
    }

    /// Moves all into one address at one time: some years ago, more recently for the young.
    fn move_in(&mut self, members: &[Slot]) {
        let home = self.home();
        let ages = members.iter().map(|slot| self.group.person(*slot).age(self.day));
        let oldest = u32::try_from(ages.max().unwrap_or_default()).unwrap_or_default();
        let years = 1 + self.chance.below((oldest / 3).clamp(1, 30));
        let since = self.day.saturating_sub(i64::from(years * 365).days());
        let since = since.saturating_sub(i64::from(self.chance.below(365)).days());
        let care_of = self.chance.percent(3).then_some(0);
        for slot in members {
            let born = self.group.person(*slot).born;
            let stay = Residence {
                home,
                care_of,
                in_place_from: since.max(born),
                span: Span::since(since.max(born)),
            };
            self.group.person_mut(*slot).stays.push(stay);
        }
    }
}
