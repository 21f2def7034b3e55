use super::today::Today;
use crate::entries::{Church, Citizenship, Guardian, Name, Slot, Span, close};
use crate::names::{JOBS, NOTES};

pub(super) fn likely_adult(today: &Today<'_>, slot: Slot) -> u32 {
    u32::from(today.is_adult_resident(slot))
}

pub(super) fn likely_resident(today: &Today<'_>, slot: Slot) -> u32 {
    u32::from(today.person(slot).is_resident())
}

/// Takes another family name.
pub(super) fn takes_a_name(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let family = today.family_name();
    let name = Name { family, span: Span::since(today.day), ..today.person(slot).name() };
    today.person_mut(slot).rename(name);
    today.write_event(slot, "A13");
    Some(())
}

/// Gets name and address protected for a year, or ends the protection early.
pub(super) fn is_protected(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let (day, until) = (today.day, today.in_days(365));
    let protections = &mut today.person_mut(slot).papers.protections;
    let before = protections.len();
    protections.retain(|(kind, _)| *kind != 1);
    if protections.len() == before {
        protections.push((1, Span::between(day, until)));
    }
    today.write_event(slot, "A33");
    Some(())
}

/// Joins or leaves the church, or has another occupation.
pub(super) fn works_or_believes(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    if today.chance.percent(40) {
        let church = &mut today.person_mut(slot).church;
        let member = church.last()?.member;
        close(church.last_mut().map(|church| &mut church.span), day);
        church.push(Church { member: !member, span: Span::since(day) });
    } else {
        let job = u8::try_from(today.chance.index(JOBS.len())).unwrap_or_default();
        today.person_mut(slot).job = job;
    }
    today.write_event(slot, "A34");
    Some(())
}

/// Becomes a Danish citizen, or may vote for two years while living abroad.
pub(super) fn votes_or_naturalises(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let (day, until) = (today.day, today.in_days(730));
    let person = today.person_mut(slot);
    if person.citizenship.last()?.country.is_some() {
        close(person.citizenship.last_mut().map(|was| &mut was.span), day);
        person.citizenship.push(Citizenship { country: None, span: Span::since(day) });
    } else {
        person.papers.election = Some((1, Span::between(day, until)));
    }
    today.write_event(slot, "A08");
    Some(())
}

/// Gets a guardian, or is of age again.
pub(super) fn gets_a_guardian(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let from = today.day;
    // Some are under guardianship for a limited time.
    let until = today.chance.percent(30).then(|| today.in_days(1000));
    let adults: Vec<Slot> = today
        .group
        .slots()
        .filter(|other| *other != slot && today.is_adult_resident(*other))
        .collect();
    let by = (!adults.is_empty()).then(|| *today.chance.pick(&adults));
    let by = by.filter(|_| today.chance.percent(70));
    let papers = &mut today.person_mut(slot).papers;
    papers.guardian = match papers.guardian {
        Some(_) => None,
        None => Some(Guardian { from, until, by }),
    };
    today.write_event(slot, "A73");
    Some(())
}

pub(super) fn has_a_contact_address(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let span = Span::between(today.day, today.in_days(180));
    today.person_mut(slot).papers.contact = Some(span);
    today.write_event(slot, "A47");
    Some(())
}

pub(super) fn has_a_supplement(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let limited = today.chance.percent(25);
    let until = limited.then(|| today.in_days(400));
    let span = Span { until, ..Span::since(today.day) };
    today.person_mut(slot).papers.supplement = Some(span);
    today.write_event(slot, "A07");
    Some(())
}

/// A note is made.
pub(super) fn is_noted(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let note = u8::try_from(today.chance.index(NOTES.len())).unwrap_or_default();
    let span = Span::between(today.day, today.in_days(500));
    let notes = &mut today.person_mut(slot).papers.notes;
    if notes.len() >= 9 {
        return None;
    }
    notes.push((note, span));
    today.write_event(slot, "A74");
    Some(())
}
