use jiff::ToSpan as _;

use super::today::Today;
use crate::beginning::home;
use crate::entries::{Abroad, Church, Citizenship, Mark, Name, Residence, Slot, Span};
use crate::names::ABROAD;
use crate::person::{Person, State};

pub(super) fn likely_to_leave(today: &Today<'_>, slot: Slot) -> u32 {
    match today.age(slot) {
        _ if !today.person(slot).is_resident() => 0,
        18..35 => 6,
        35..60 => 2,
        60..75 => 1,
        _ => 0,
    }
}

/// Emigrates, sometimes with the whole household.
pub(super) fn emigrates(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let leavers = if today.chance.percent(35) { today.group.household(slot) } else { vec![slot] };
    let country = country(today);
    let day = today.day;
    for leaver in leavers {
        let person = today.person_mut(leaver);
        person.leave_home(day);
        person.abroad.push(Abroad { country, left: Some(day), came: None, mark: Mark::None });
        person.become_state(State::Emigrated, day);
        (person.custody, person.papers.supplement) = (false, None);
        person.papers.order_to_move = None;
        today.write_event(leaver, "A06");
    }
    Some(())
}

pub(super) fn likely_to_return(today: &Today<'_>, slot: Slot) -> u32 {
    u32::from(today.person(slot).state == State::Emigrated && today.age(slot) < 80)
}

/// Immigrates again.
pub(super) fn returns(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    today.person_mut(slot).abroad.last_mut()?.came = Some(day);
    comes_home(today, slot);
    today.write_event(slot, "A04");
    Some(())
}

/// Any resident may be chosen for an immigrant; the choice leaves no trace.
pub(super) fn likely_host(today: &Today<'_>, slot: Slot) -> u32 {
    u32::from(today.is_adult_resident(slot))
}

/// A person who was never in the register immigrates, and gets a number.
pub(super) fn arrives(today: &mut Today<'_>, _host: Slot) -> Option<()> {
    let number = today.group.take_number()?;
    let (day, female) = (today.day, today.chance.percent(47));
    let years = 19 + i64::from(today.chance.below(30));
    let born = day.saturating_sub(years.years());
    let born = born.saturating_sub(i64::from(today.chance.below(365)).days());
    let (first, family) = (today.first_name(female), today.family_name());
    let name = Name { first: Some(first), middle: None, family, span: Span::since(day) };
    let country = country(today);
    let home = home(&mut today.chance, false);
    let mut person = Person::new(number, female, born, name);
    person.abroad.push(Abroad { country, left: None, came: Some(day), mark: Mark::None });
    person.citizenship = vec![Citizenship { country: Some(country), span: Span::since(day) }];
    person.church.push(Church { member: false, span: Span::since(day) });
    person.stays.push(Residence {
        home,
        care_of: None,
        in_place_from: day,
        span: Span::since(day),
    });
    let slot = today.group.add(person);
    today.write_event(slot, "A01");
    today.write_event(slot, "P32");
    Some(())
}

pub(super) fn likely_to_vanish(today: &Today<'_>, slot: Slot) -> u32 {
    u32::from(today.is_adult_resident(slot) && today.group.household(slot).len() == 1)
}

/// Can no longer be found.
pub(super) fn vanishes(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    let person = today.person_mut(slot);
    person.leave_home(day);
    person.lost.push(Span::since(day));
    person.become_state(State::Disappeared, day);
    person.papers.supplement = None;
    today.write_event(slot, "A02");
    Some(())
}

pub(super) fn likely_to_be_found(today: &Today<'_>, slot: Slot) -> u32 {
    u32::from(today.person(slot).state == State::Disappeared)
}

/// Is found, and has an address again.
pub(super) fn is_found(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    today.person_mut(slot).lost.last_mut()?.until = Some(day);
    comes_home(today, slot);
    today.write_event(slot, "A03");
    Some(())
}

fn comes_home(today: &mut Today<'_>, slot: Slot) {
    let day = today.day;
    let home = home(&mut today.chance, false);
    let person = today.person_mut(slot);
    person.stays.push(Residence {
        home,
        care_of: None,
        in_place_from: day,
        span: Span::since(day),
    });
    person.become_state(State::Resident, day);
}

fn country(today: &mut Today<'_>) -> u8 {
    u8::try_from(today.chance.index(ABROAD.len())).unwrap_or_default()
}
