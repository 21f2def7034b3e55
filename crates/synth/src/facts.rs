//! Denmark's own figures, for comparison: Danmarks Statistik, 2023 and 2024, rounded.

use civil::MunicipalityCode;

use crate::places::{DANISH, PLACES};

/// Residents of an age in per cent of all (FOLK1A): from, to, share.
pub const AGES: [(u16, u16, f64); 5] =
    [(0, 19, 21.7), (20, 39, 26.1), (40, 59, 25.3), (60, 79, 21.8), (80, 120, 5.1)];

/// Households of one, two, three, four, and five or more, in per cent of all (FAM55N).
pub const HOUSEHOLDS: [f64; 5] = [39.6, 33.1, 11.3, 11.2, 4.8];

/// Moves, births and deaths of a year in per cent of the residents (FLY66, FOD, DOD).
pub const YEARLY: [f64; 3] = [15.0, 1.0, 1.0];

/// The municipalities of Denmark with their share of all residents in per cent (FOLK1A).
pub fn municipalities() -> impl Iterator<Item = (MunicipalityCode, f64)> {
    let danish = &PLACES[..DANISH];
    let all: u32 = danish.iter().map(|place| place.hundreds).sum();
    danish.iter().filter_map(move |place| {
        let share = f64::from(place.hundreds) * 100.0 / f64::from(all);
        Some((place.komkod.parse().ok()?, share))
    })
}
