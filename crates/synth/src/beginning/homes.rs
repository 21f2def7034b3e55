use super::Maker;
use crate::deterministic_rng::DeterministicRng;
use crate::entries::Home;
use crate::places::{DANISH, PLACES, STREETS};

impl Maker {
    /// An address in Denmark, by the size of the municipalities, or in Greenland.
    pub(super) fn home(&mut self) -> Home {
        home(&mut self.chance, self.is_greenland)
    }
}

/// An address that somebody could live at.
pub(crate) fn home(chance: &mut DeterministicRng, is_greenland: bool) -> Home {
    let (from, until) = if is_greenland { (DANISH, PLACES.len()) } else { (0, DANISH) };
    let place = from + chance.weighted(PLACES[from..until].iter().map(|place| place.hundreds));
    home_in(chance, u8::try_from(place).unwrap_or_default())
}

/// An address in a municipality.
pub(crate) fn home_in(chance: &mut DeterministicRng, place: u8) -> Home {
    // Few have no fixed address: a special road code.
    let street = (!chance.in_a_million(4000))
        .then(|| u8::try_from(chance.index(STREETS.len())).unwrap_or_default());
    let house = u16::try_from(1 + chance.below(180)).unwrap_or(1);
    let floor = if chance.percent(42) { u8::try_from(1 + chance.below(5)).unwrap_or(1) } else { 0 };
    Home { place, street, house, floor }
}
