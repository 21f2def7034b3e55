//! The parts of an address within a street, as codes and as they are written. They follow from the home, so that everyone
//! who lives there has the same.

use crate::deterministic_rng::DeterministicRng;
use crate::entries::Home;

/// The letter behind the number of a house; one house in eight has one.
pub(crate) fn house_letter(home: &Home) -> Option<char> {
    let street = home.street?;
    let mut chance =
        DeterministicRng::of(&[9, home.place.into(), street.into(), home.house.into()]);
    chance.percent(12).then(|| *chance.pick(&['A', 'B', 'C', 'D']))
}

/// ETAGE: the first floor of a house is the ground floor, `st`. `None` for a detached house.
pub(crate) fn floor_code(home: &Home) -> Option<&'static str> {
    const FLOORS: [&str; 6] = ["st", "01", "02", "03", "04", "05"];
    let floor = usize::from(home.floor).checked_sub(1).filter(|_| home.street.is_some())?;
    FLOORS.get(floor).copied()
}

/// SIDEDOER
pub(crate) const fn door(home: &Home) -> &'static str {
    match (home.street, home.floor, home.house % 3) {
        (None, _, _) | (_, 0, _) => "",
        (_, _, 0) => "tv",
        (_, _, 1) => "mf",
        _ => "th",
    }
}
