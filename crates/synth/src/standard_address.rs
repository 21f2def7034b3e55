use serde::{Deserialize, Serialize};

use crate::entries::Home;
use crate::house::{door, floor_code, house_letter};

/// How 003.STANDARDADR is written (`layout-since-2011.md` 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StandardAddress {
    /// As since 2023, in the form of the address register DAR: `Strandvejen 123A, st. tv`.
    #[default]
    Dar,
    /// As before: `Strandvejen 123 A,st tv`.
    Old,
}

impl StandardAddress {
    /// The address on a street with this name; the name alone for a place that is none.
    pub(crate) fn write(self, street: &str, home: &Home) -> String {
        if home.street.is_none() {
            return street.to_owned();
        }
        let letter = house_letter(home);
        let house = match (self, letter) {
            (Self::Old, Some(letter)) => format!("{} {letter}", home.house),
            (Self::Dar, Some(letter)) => format!("{}{letter}", home.house),
            (_, None) => home.house.to_string(),
        };
        let Some(floor) = floor_code(home) else { return format!("{street} {house}") };
        let floor = floor.trim_start_matches('0');
        match self {
            Self::Dar => format!("{street} {house}, {floor}. {}", door(home)),
            Self::Old => format!("{street} {house},{floor} {}", door(home)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A home whose house has a letter, or none.
    fn home(has_letter: bool, floor: u8) -> Home {
        let homes = (1..).map(|house| Home { place: 0, street: Some(34), house, floor });
        homes.into_iter().find(|home| house_letter(home).is_some() == has_letter).unwrap()
    }

    #[test]
    fn address_is_written_in_both_forms() {
        let both = |home: &Home| {
            [StandardAddress::Dar, StandardAddress::Old].map(|form| form.write("Strandvejen", home))
        };
        let (plain, letter) = (home(false, 0), home(true, 1));
        let house = plain.house;
        assert_eq!(both(&plain), [format!("Strandvejen {house}"), format!("Strandvejen {house}")]);
        let (house, mark, door) = (letter.house, house_letter(&letter).unwrap(), door(&letter));
        assert_eq!(
            both(&letter),
            [
                format!("Strandvejen {house}{mark}, st. {door}"),
                format!("Strandvejen {house} {mark},st {door}")
            ]
        );
        let high = home(false, 3);
        assert!(both(&high)[0].contains(", 2. ") && both(&high)[1].contains(",2 "));
        let nowhere = Home { street: None, ..plain };
        assert_eq!(both(&nowhere), ["Strandvejen", "Strandvejen"]);
    }
}
