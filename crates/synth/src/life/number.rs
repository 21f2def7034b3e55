use super::today::{Notice, Today};
use crate::entries::{FormerNumber, Partner, Slot};

/// Residents who are nobody's guardian.
pub(super) fn likely(today: &Today<'_>, slot: Slot) -> u32 {
    let is_guardian = today.group.slots().any(|other| {
        let papers = &today.person(other).papers;
        papers.guardian.is_some_and(|guardian| guardian.by == Some(slot))
            || papers.foster.is_some_and(|(by, _)| by == slot)
    });
    u32::from(today.person(slot).is_resident() && !is_guardian)
}

/// Gets another number. The old one refers to it, and the records of relatives have the new one.
pub(super) fn is_renumbered(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let day = today.day;
    today.group.renumber(slot, false, day)?;
    write_former(today, slot, "P03");
    for (relative, mark) in relatives(today, slot) {
        today.write_related(relative, "P03", mark);
    }
    Some(())
}

/// Turns out to have had two numbers; the second is deleted.
pub(super) fn had_two_numbers(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let number = today.group.take_number()?;
    let (until, name) = (today.day, today.person(slot).name());
    let former = FormerNumber { number, until, duplicate: true, name };
    today.person_mut(slot).former.push(former);
    write_former(today, slot, "P02");
    Some(())
}

fn write_former(today: &mut Today<'_>, slot: Slot, code: &'static str) {
    let former = today.person(slot).former.len();
    // Older ones refer to the valid number too, which has changed.
    let first = if code == "P03" { 0 } else { former - 1 };
    for place in (first..former).rev() {
        today.news.push(Notice { slot, former: Some(place), code, mark: "" });
    }
    today.write_related(slot, code, "PN");
}

/// Everyone whose records contain the person's number, with their relation to the person.
fn relatives(today: &Today<'_>, slot: Slot) -> Vec<(Slot, &'static str)> {
    let person = today.person(slot);
    let mut found: Vec<(Slot, &'static str)> = Vec::new();
    for other in today.group.slots() {
        let relative = today.person(other);
        let was_with = relative.bonds.iter().any(|bond| bond.partner == Partner::Of(slot));
        if relative.spouse() == Some(slot) {
            found.push((other, "ÆG"));
        } else if was_with {
            found.push((other, "TÆ"));
        }
        if relative.mother == Some(slot) || relative.father == Some(slot) {
            found.push((other, "BØ"));
        }
    }
    found.extend(person.mother.map(|mother| (mother, "MO")));
    found.extend(person.father.map(|father| (father, "FA")));
    found
}
