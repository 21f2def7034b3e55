use jiff::ToSpan as _;

use super::today::Today;
use crate::beginning::home_in;
use crate::entries::{Civil, Mark, Name, Partner, Residence, Slot, Span};
use crate::person::State;

/// The address was registered wrongly: another one, from the same day.
pub(super) fn of_address(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let wrong = *today.person(slot).stays.last()?;
    let home = home_in(&mut today.chance, wrong.home.place);
    let person = today.person_mut(slot);
    let was = person.stays.last_mut()?;
    was.span = Span { until: Some(wrong.span.from), mark: Mark::Corrected, ..wrong.span };
    person.stays.push(Residence { home, care_of: None, ..wrong });
    today.write_event(slot, "A09");
    Some(())
}

/// Persons who left within the last year and have a former address.
pub(super) fn likely_back(today: &Today<'_>, slot: Slot) -> u32 {
    let person = today.person(slot);
    let lately = person.since > today.day.saturating_sub(1.years());
    u32::from(person.state == State::Emigrated && lately && !person.stays.is_empty())
}

/// The emigration is annulled.
pub(super) fn of_emigration(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    let person = today.person_mut(slot);
    let time = person.abroad.last_mut()?;
    (time.came, time.mark) = (time.left, Mark::Annulled);
    person.stays.last_mut()?.span.until = None;
    person.become_state(State::Resident, day);
    today.write_event(slot, "A10");
    Some(())
}

/// The name was registered wrongly: another one, from the same day.
pub(super) fn of_name(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let middle = Some(today.family_name());
    let person = today.person_mut(slot);
    let wrong = person.names.last_mut()?;
    wrong.first?;
    let right = Name { middle, ..*wrong };
    wrong.span = Span { until: Some(wrong.span.from), mark: Mark::Corrected, ..wrong.span };
    person.names.push(right);
    today.write_event(slot, "A16");
    Some(())
}

pub(super) fn likely_two_names(today: &Today<'_>, slot: Slot) -> u32 {
    let person = today.person(slot);
    let before = person.names.iter().rev().nth(1);
    let real = before.is_some_and(|name| name.span.mark == Mark::None && name.first.is_some());
    u32::from(person.is_resident() && real)
}

/// The last name is annulled; the one before is valid again.
pub(super) fn no_name(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let person = today.person_mut(slot);
    let mut never = person.names.pop()?;
    never.span = Span { until: Some(never.span.from), mark: Mark::Annulled, ..never.span };
    let mut name = person.names.pop()?;
    name.span.until = None;
    person.names.extend([never, name]);
    today.write_event(slot, "A17");
    Some(())
}

/// Persons who died within the last year and had an address until then.
pub(super) fn likely_alive(today: &Today<'_>, slot: Slot) -> u32 {
    let person = today.person(slot);
    let lately = person.since > today.day.saturating_sub(1.years());
    let ended = person.stays.last().and_then(|stay| stay.span.until);
    u32::from(person.state == State::Dead && lately && ended == Some(person.since))
}

/// The death is annulled, and the marriage is valid again.
pub(super) fn of_death(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    let minor = today.age(slot) < 18;
    let person = today.person_mut(slot);
    undo_bond(person, Civil::Dead)?;
    person.stays.last_mut()?.span.until = None;
    person.become_state(State::Resident, day);
    person.custody = minor;
    let spouse = person.spouse();
    today.write_event(slot, "A25");
    if let Some(spouse) = spouse {
        let widow = today.person(spouse).bond();
        if widow.kind == Civil::Widowed && widow.partner == Partner::Of(slot) {
            undo_bond(today.person_mut(spouse), Civil::Widowed)?;
            today.write_related(spouse, "A25", "ÆG");
        } else {
            // Has married again meanwhile: then the old marriage stays ended.
            let since = widow.span.from;
            let person = today.person_mut(slot);
            person.begin_bond(Civil::Divorced, Partner::Of(spouse), since);
        }
    }
    Some(())
}

/// The present civil status is annulled; the one before is valid again.
fn undo_bond(person: &mut crate::person::Person, kind: Civil) -> Option<()> {
    let mut never = person.bonds.pop().filter(|bond| bond.kind == kind)?;
    never.span = Span { until: Some(never.span.from), mark: Mark::Annulled, ..never.span };
    let mut before = person.bonds.pop()?;
    before.span.until = None;
    person.bonds.extend([never, before]);
    Some(())
}
