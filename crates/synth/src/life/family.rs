use super::today::Today;
use crate::entries::{Church, Civil, CivilRecords, Name, Partner, Residence, Slot, Span, close};
use crate::person::{Person, State};

/// Women between 20 and 44, most about thirty and not living alone.
pub(super) fn likely_mother(today: &Today<'_>, slot: Slot) -> u32 {
    let person = today.person(slot);
    let youngest = person.children.iter().map(|child| today.age(*child)).min();
    if !person.female || !person.is_resident() || youngest.is_some_and(|age| age < 2) {
        return 0;
    }
    let with_father = father_at_home(today, slot).is_some();
    let by_age = match today.age(slot) {
        20..25 => 2,
        25..28 => 8,
        28..34 => 12,
        34..38 => 6,
        38..44 => 1,
        _ => 0,
    };
    if with_father { by_age * 6 } else { by_age }
}

fn father_at_home(today: &Today<'_>, mother: Slot) -> Option<Slot> {
    if let Some(spouse) = today.person(mother).spouse() {
        return Some(spouse).filter(|spouse| !today.person(*spouse).female);
    }
    let mut household = today.group.household(mother).into_iter();
    household.find(|other| {
        let man = today.person(*other);
        let age = today.age(*other);
        !man.female
            && !man.is_married()
            && (18..60).contains(&age)
            && !is_kin(today, mother, *other)
    })
}

/// A child is born, and has no name yet.
pub(super) fn gives_birth(today: &mut Today<'_>, mother: Slot) -> Option<()> {
    let stay = *today.person(mother).stays.last()?;
    let father = father_at_home(today, mother);
    let number = today.group.take_number()?;
    let (day, female) = (today.day, today.chance.percent(49));
    let family = today.person(mother).name().family;
    let name = Name { first: None, middle: None, family, span: Span::since(day) };
    let mut child = Person::new(number, female, day, name);
    (child.mother, child.father, child.custody) = (Some(mother), father, true);
    child.birthplace = stay.home.place;
    child.church.push(Church { member: false, span: Span::since(day) });
    let stay = Residence { care_of: None, in_place_from: day, span: Span::since(day), ..stay };
    child.stays.push(stay);
    let child = today.group.add(child);
    today.write_event(child, "P40");
    today.person_mut(mother).children.push(child);
    today.write_related(mother, "P40", "MO");
    if let Some(father) = father {
        today.person_mut(father).children.push(child);
        today.write_related(father, "P40", "FA");
    }
    Some(())
}

/// By age, about as the Danish life table of 2023.
pub(super) fn likely_to_die(today: &Today<'_>, slot: Slot) -> u32 {
    match today.age(slot) {
        _ if !today.person(slot).is_resident() => 0,
        ..40 => 2,
        40..55 => 10,
        55..65 => 35,
        65..75 => 90,
        75..85 => 260,
        85..95 => 800,
        _ => 2000,
    }
}

/// Dies; a spouse becomes a widow or widower.
pub(super) fn dies(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    let spouse = today.person(slot).spouse();
    end_separation(today, slot);
    let person = today.person_mut(slot);
    person.leave_home(day);
    person.begin_bond(Civil::Dead, Partner::Nobody, day);
    person.become_state(State::Dead, day);
    person.papers = CivilRecords::default();
    (person.custody, person.job) = (false, 0);
    today.write_event(slot, "A21");
    if let Some(spouse) = spouse {
        end_separation(today, spouse);
        today.person_mut(spouse).begin_bond(Civil::Widowed, Partner::Of(slot), day);
        today.write_related(spouse, "A21", "ÆG");
    }
    Some(())
}

pub(super) fn likely_to_marry(today: &Today<'_>, slot: Slot) -> u32 {
    let person = today.person(slot);
    match today.age(slot) {
        _ if !person.is_resident() || person.is_married() => 0,
        22..45 => 4,
        45..70 => 1,
        _ => 0,
    }
}

/// Marries a person of a similar age, preferably of the same household.
pub(super) fn marries(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let partner = partner(today, slot)?;
    let day = today.day;
    for (person, partner) in [(slot, partner), (partner, slot)] {
        today.person_mut(person).begin_bond(Civil::Married, Partner::Of(partner), day);
    }
    today.write_event(slot, "A20");
    today.write_related(partner, "A20", "ÆG");
    if today.chance.percent(40) {
        let family = today.person(partner).name().family;
        let name = Name { family, span: Span::since(day), ..today.person(slot).name() };
        today.person_mut(slot).rename(name);
        today.write_event(slot, "A13");
    }
    let (home, mine) = (today.person(partner).home()?, today.person(slot).home()?);
    if home != mine {
        let mut movers = vec![slot];
        movers.extend(today.group.minors_of(slot, day));
        for mover in movers {
            today.person_mut(mover).move_to(home, None, day);
            today.write_event(mover, "A01");
        }
    }
    Some(())
}

fn partner(today: &mut Today<'_>, slot: Slot) -> Option<Slot> {
    let (female, age) = (today.person(slot).female, today.age(slot));
    let same_sex = today.chance.percent(3);
    let could = |other: &Slot| {
        let person = today.person(*other);
        let apart = (today.age(*other) - age).abs();
        let sex = (person.female == female) == same_sex;
        let free = today.is_adult_resident(*other) && !person.is_married();
        *other != slot && free && sex && apart <= 12 && !is_kin(today, slot, *other)
    };
    let possible: Vec<Slot> = today.group.slots().filter(could).collect();
    let at_home = today.group.household(slot);
    let here = possible.iter().copied().find(|other| at_home.contains(other));
    here.or_else(|| (!possible.is_empty()).then(|| *today.chance.pick(&possible)))
}

/// Parent and child, or children of one parent.
fn is_kin(today: &Today<'_>, one: Slot, other: Slot) -> bool {
    let parents = |slot: Slot| [today.person(slot).mother, today.person(slot).father];
    let (ones, others) = (parents(one), parents(other));
    let sibling = ones.iter().flatten().any(|parent| others.contains(&Some(*parent)));
    sibling || ones.contains(&Some(other)) || others.contains(&Some(one))
}

pub(super) fn likely_to_part(today: &Today<'_>, slot: Slot) -> u32 {
    let person = today.person(slot);
    let spouse = person.spouse().filter(|spouse| today.person(*spouse).is_resident());
    u32::from(person.is_resident() && spouse.is_some())
}

/// Is divorced, and moves out.
pub(super) fn divorces(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let spouse = today.person(slot).spouse()?;
    let day = today.day;
    for (person, partner) in [(slot, spouse), (spouse, slot)] {
        end_separation(today, person);
        today.person_mut(person).begin_bond(Civil::Divorced, Partner::Of(partner), day);
    }
    today.write_event(slot, "A22");
    today.write_related(spouse, "A22", "TÆ");
    if today.person(slot).home() == today.person(spouse).home() {
        let before = today.person(slot).home()?;
        let home = crate::beginning::home_in(&mut today.chance, before.place);
        today.person_mut(slot).move_to(home, None, day);
        today.write_event(slot, "A01");
    }
    Some(())
}

/// Is separated, and stays married for now.
pub(super) fn separates(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let spouse = today.person(slot).spouse()?;
    if today.person(slot).separated.is_some() {
        return None;
    }
    let day = today.day;
    for one in [slot, spouse] {
        today.person_mut(one).separated = Some(day);
    }
    today.write_event(slot, "P35");
    today.write_related(spouse, "P35", "ÆG");
    Some(())
}

/// Ends a separation, by divorce or death.
fn end_separation(today: &mut Today<'_>, slot: Slot) {
    let day = today.day;
    let person = today.person_mut(slot);
    if let Some(since) = person.separated.take() {
        let mut span = Span::since(since);
        close(Some(&mut span), day);
        person.separations.push(span);
    }
}
