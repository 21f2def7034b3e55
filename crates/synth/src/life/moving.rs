use super::today::Today;
use crate::beginning::{home, home_in};
use crate::entries::{Home, Slot};

/// The young move most; children move with their parents.
pub(super) fn likely(today: &Today<'_>, slot: Slot) -> u32 {
    match today.age(slot) {
        _ if !today.person(slot).is_resident() => 0,
        18..30 => 9,
        30..45 => 4,
        45..65 => 2,
        65.. => 1,
        _ => 0,
    }
}

/// Moves alone, or with the whole household.
pub(super) fn moves(today: &mut Today<'_>, slot: Slot) -> Option<()> {
    let movers = movers(today, slot);
    let home = next_home(today, slot, movers.len())?;
    for mover in movers {
        let day = today.day;
        today.person_mut(mover).move_to(home, None, day);
        today.write_event(mover, "A01");
    }
    Some(())
}

fn movers(today: &mut Today<'_>, slot: Slot) -> Vec<Slot> {
    let household = today.group.household(slot);
    let person = today.person(slot);
    let with_parent =
        [person.mother, person.father].iter().flatten().any(|parent| household.contains(parent));
    let spouse_here = person.spouse().is_some_and(|spouse| household.contains(&spouse));
    let alone = household.len() > 6 || with_parent || (!spouse_here && today.chance.percent(45));
    if !alone {
        return household;
    }
    let mut movers = vec![slot];
    movers.extend(today.group.minors_of(slot, today.day));
    movers
}

/// A new address, mostly within the municipality; or that of a person who lives alone.
fn next_home(today: &mut Today<'_>, slot: Slot, movers: usize) -> Option<Home> {
    let before = today.person(slot).home()?;
    if movers == 1 && today.chance.percent(30) {
        let joined = single_of_like_age(today, slot).and_then(|other| today.person(other).home());
        if joined.is_some() {
            return joined;
        }
    }
    Some(if today.chance.percent(66) {
        home_in(&mut today.chance, before.place)
    } else {
        home(&mut today.chance, before.is_greenland())
    })
}

fn single_of_like_age(today: &mut Today<'_>, slot: Slot) -> Option<Slot> {
    let age = today.age(slot);
    let could = |other: &Slot| {
        let alone = today.group.household(*other).len() == 1;
        *other != slot
            && alone
            && today.is_adult_resident(*other)
            && (today.age(*other) - age).abs() < 8
    };
    let singles: Vec<Slot> = today.group.slots().filter(could).collect();
    (!singles.is_empty()).then(|| *today.chance.pick(&singles))
}
