use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Maker;
use crate::entries::{
    Abroad, Church, Citizenship, Civil, Guardian, Mark, Name, Partner, Residence, Slot, Span,
};
use crate::names::{ABROAD, NOTES};
use crate::person::{Person, State};

impl Maker {
    /// Gives a person the history of a person of that age.
    pub(super) fn past(&mut self, slot: Slot) {
        if matches!(self.group.person(slot).state, State::Tax | State::Annulled) {
            return;
        }
        let arrival = self.arrival(slot);
        self.earlier_stays(slot, arrival);
        self.was_lost(slot);
        self.church(slot, arrival);
        self.divorce(slot);
        self.earlier_names(slot);
        self.papers(slot);
    }

    fn person(&mut self, slot: Slot) -> &mut Person {
        self.group.person_mut(slot)
    }

    /// When a person born abroad immigrated; one in eight adults did.
    fn arrival(&mut self, slot: Slot) -> Option<Date> {
        let person = self.group.person(slot);
        let (born, first) = (person.born, person.stays.first().map(|stay| stay.span.from));
        let has_parents = person.mother.is_some() || person.father.is_some();
        let foreign = !has_parents && self.chance.percent(24);
        let Some(first) = first.filter(|_| foreign) else {
            let place = self.group.person(slot).stays.first().map_or(0, |stay| stay.home.place);
            let elsewhere = self.home().place;
            let birthplace = if self.chance.percent(60) { place } else { elsewhere };
            self.person(slot).birthplace = birthplace;
            return None;
        };
        let came = self.day_between(born.max(first.saturating_sub(12.years())), first);
        let country = u8::try_from(self.chance.index(ABROAD.len())).unwrap_or_default();
        let became_danish = self.chance.percent(25);
        let since = self.day_between(came, self.day);
        let mark = self.seldom_mark();
        let person = self.person(slot);
        let entry = Abroad { country, left: None, came: Some(came), mark: Mark::None };
        person.abroad.insert(0, entry);
        person.citizenship = vec![Citizenship { country: Some(country), span: Span::since(came) }];
        if became_danish {
            person.citizenship[0].span = Span { mark, ..Span::between(came, since) };
            person.citizenship.push(Citizenship { country: None, span: Span::since(since) });
        }
        Some(came)
    }

    /// Former addresses, from birth or immigration on: Danes move about every seventh year. Some lived abroad in
    /// between.
    fn earlier_stays(&mut self, slot: Slot, arrival: Option<Date>) {
        let person = self.group.person(slot);
        let Some(first) = person.stays.first().copied() else { return };
        let from = arrival.unwrap_or(person.born);
        let years = first.span.from.year() - from.year();
        if years < 1 || first.span.from <= from {
            return;
        }
        let usual = u32::try_from(years / 6).unwrap_or_default().min(10);
        let moves = usual * 3 / 4 + self.chance.below(usual + 3);
        let mut days: Vec<Date> =
            (0..moves).map(|_| self.day_between(from, first.span.from)).collect();
        days.push(from);
        days.sort();
        days.dedup();
        let mut stays: Vec<Residence> = Vec::new();
        let mut away = None;
        let last = days.len();
        for (place, &day) in days.iter().enumerate() {
            let until = days.get(place + 1).copied().unwrap_or(first.span.from);
            if place > 0 && place + 1 < last && away.is_none() && self.chance.percent(5) {
                away = Some((day, until));
                continue;
            }
            stays.push(self.earlier_stay(stays.last(), day, until));
        }
        if let Some((left, came)) = away {
            let country = u8::try_from(self.chance.index(ABROAD.len())).unwrap_or_default();
            let mark = self.seldom_mark();
            let time = Abroad { country, left: Some(left), came: Some(came), mark };
            let place = usize::from(arrival.is_some());
            self.person(slot).abroad.insert(place, time);
        }
        self.person(slot).stays.splice(0..0, stays);
    }

    /// One in five hundred could not be found for a time, between two stays.
    fn was_lost(&mut self, slot: Slot) {
        let person = self.group.person(slot);
        let place = person.stays.len().checked_sub(2);
        let Some(place) = place.filter(|_| self.chance.in_a_million(2000)) else { return };
        let span = person.stays[place].span;
        let since = self.day_between(span.from, span.until.unwrap_or(span.from));
        // Where a person was is often known better afterwards.
        let mark = match self.chance.below(10) {
            0 => Mark::Annulled,
            1..3 => Mark::Corrected,
            _ => span.mark,
        };
        let person = self.person(slot);
        person.lost.insert(0, Span { from: since, mark, ..span });
        person.stays[place].span.until = Some(since);
    }

    fn earlier_stay(&mut self, before: Option<&Residence>, from: Date, until: Date) -> Residence {
        let before = before.copied();
        let home = match before {
            // Two of three moves are within the municipality.
            Some(before) if self.chance.percent(66) => {
                super::homes::home_in(&mut self.chance, before.home.place)
            }
            _ => self.home(),
        };
        let same_place = before.filter(|before| before.home.place == home.place);
        let in_place_from = same_place.map_or(from, |before| before.in_place_from);
        let mut span = Span::between(from, until);
        span.mark = self.seldom_mark();
        let care_of = self.chance.percent(2).then_some(1);
        Residence { home, care_of, in_place_from, span }
    }

    /// A few entries were reported wrongly, and were corrected or annulled.
    fn seldom_mark(&mut self) -> Mark {
        match self.chance.below(1000) {
            0..12 => Mark::Corrected,
            12..20 => Mark::Annulled,
            _ => Mark::None,
        }
    }

    fn church(&mut self, slot: Slot, arrival: Option<Date>) {
        let born = self.group.person(slot).born;
        let since = arrival.unwrap_or(born);
        let member = arrival.is_none() && self.chance.percent(84);
        let left = member && self.chance.percent(13);
        let day = self.day_between(born.saturating_add(18.years()), self.day);
        let church = &mut self.person(slot).church;
        church.push(Church { member, span: Span::since(since) });
        if left && day > born.saturating_add(18.years()) {
            church[0].span.until = Some(day);
            church.push(Church { member: false, span: Span::since(day) });
        }
    }

    /// Some who live alone were married to a person outside the population; some who are married are separated.
    fn divorce(&mut self, slot: Slot) {
        let person = self.group.person(slot);
        let (born, age, bonds) = (person.born, person.age(self.day), person.bonds.len());
        let resident = person.is_resident();
        if resident && bonds == 1 && age > 30 && self.chance.percent(24) {
            let (first, family) = (self.chance.below(48), self.family_name());
            let first = u8::try_from(first).unwrap_or_default();
            let partner =
                Partner::Stranger { first, family, born: born.saturating_add(200.days()) };
            let wedding =
                self.day_between(born.saturating_add(22.years()), born.saturating_add(28.years()));
            let end = self.day_between(wedding.saturating_add(1.years()), self.day);
            let marks = [self.seldom_mark(), self.seldom_mark()];
            let person = self.person(slot);
            person.begin_bond(Civil::Married, partner, wedding);
            if let Some(bond) = person.bonds.last_mut() {
                bond.span.mark = marks[0];
            }
            person.begin_bond(Civil::Divorced, partner, end);
            let apart = Span::between(end.saturating_sub(200.days()).max(wedding), end);
            let apart = Span { mark: marks[1], ..apart };
            person.separations.push(apart);
        }
        let married = self.group.person(slot).spouse().filter(|spouse| *spouse > slot);
        if let Some(spouse) = married.filter(|_| resident && self.chance.in_a_million(6000)) {
            let since = self.day_between(self.day.saturating_sub(180.days()), self.day);
            for one in [slot, spouse] {
                self.person(one).separated = Some(since);
            }
        }
    }

    /// A name that was taken later, or one that was registered wrongly.
    fn earlier_names(&mut self, slot: Slot) {
        let person = self.group.person(slot);
        if person.names.len() > 1 || person.age(self.day) < 12 {
            return;
        }
        let (name, born) = (person.name(), person.born);
        let mark = match self.chance.below(100) {
            0..7 => Mark::None,
            7..8 => Mark::Corrected,
            8 => Mark::Annulled,
            _ => return,
        };
        let day = self.day_between(born.saturating_add(10.years()), self.day);
        let family = self.family_name();
        let span = Span { from: born, until: Some(day), mark };
        let person = self.person(slot);
        person.names.insert(0, Name { family, span, ..name });
        person.names[1].span = Span::since(day);
    }

    fn papers(&mut self, slot: Slot) {
        let (born, age, resident) = {
            let person = self.group.person(slot);
            (person.born, person.age(self.day), person.is_resident())
        };
        if !resident {
            return;
        }
        self.person(slot).custody = age < 18;
        let since = self.day_between(self.day.saturating_sub(8.years()).max(born), self.day);
        let ends = self.day.saturating_add(i64::from(30 + self.chance.below(700)).days());
        let limited = Span::between(since, ends);
        let draws: [u32; 10] = std::array::from_fn(|_| self.chance.below(1000));
        let note = u8::try_from(self.chance.index(NOTES.len())).unwrap_or_default();
        let guardian = self.adult_other_than(slot);
        let papers = &mut self.person(slot).papers;
        if draws[0] < 22 {
            papers.protections.push((1, limited));
        }
        if age >= 18 && draws[1] < 180 {
            papers.protections.push((3, Span::since(since)));
        }
        if age >= 18 && (180..186).contains(&draws[1]) {
            papers.protections.push((5, Span::since(since)));
        }
        papers.contact = (draws[2] < 4).then_some(limited);
        papers.supplement = match draws[3] {
            0..2 => Some(limited),
            2..8 => Some(Span::since(since)),
            _ => None,
        };
        if age >= 18 && draws[4] < 3 {
            let until = (draws[4] == 0).then_some(ends);
            let by = guardian.filter(|_| draws[4] < 2);
            papers.guardian = Some(Guardian { from: since, until, by });
        }
        papers.condition = (age >= 18 && draws[5] < 15).then_some((3, since));
        if draws[6] < 6 {
            papers.notes.push((note, limited));
        }
        papers.election = (age >= 18 && draws[7] < 5).then_some((1, limited));
        papers.order_to_move = (draws[8] < 1).then_some(since);
        if age < 18 && draws[9] < 8 {
            papers.foster = guardian.map(|guardian| (guardian, since));
        }
    }

    fn adult_other_than(&mut self, slot: Slot) -> Option<Slot> {
        let could = |other: &Slot| {
            let person = self.group.person(*other);
            *other != slot && person.is_resident() && person.age(self.day) >= 25
        };
        let adults: Vec<Slot> = self.group.slots().filter(could).collect();
        (!adults.is_empty()).then(|| *self.chance.pick(&adults))
    }
}
