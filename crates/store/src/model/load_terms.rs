//! The terms of an order for a load.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// The purpose of a load in the words of the person who ordered it, on one line. `Debug` shows
/// `[..]`: it may name a person.
#[derive(Clone, PartialEq, Eq)]
pub struct LoadPurpose(String);

/// An upper bound for a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a reason has at most {} characters", LoadPurpose::CHARACTERS)]
pub struct InvalidLoadPurpose;

impl LoadPurpose {
    /// The largest number of characters.
    pub const CHARACTERS: usize = 255;

    /// The text itself.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl FromStr for LoadPurpose {
    type Err = InvalidLoadPurpose;

    /// Tabs, line ends and other control characters become blanks: a list on a terminal has one
    /// line for each load.
    fn from_str(text: &str) -> Result<Self, InvalidLoadPurpose> {
        if text.chars().count() > Self::CHARACTERS {
            return Err(InvalidLoadPurpose);
        }
        let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
        Ok(Self(text.chars().map(plain).collect()))
    }
}

impl fmt::Debug for LoadPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[..]")
    }
}

/// The largest size of a load's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartSize(u64);

/// The size is not one that a part can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part has a whole number of megabytes from {} to {}", PartSize::MEGABYTES.start(), PartSize::MEGABYTES.end())]
pub struct InvalidPartSize;

impl PartSize {
    /// The possible sizes, in millions of bytes.
    pub const MEGABYTES: RangeInclusive<u64> = 1..=1_000_000;

    /// A size in millions of bytes.
    ///
    /// # Errors
    /// [`InvalidPartSize`].
    pub fn from_megabytes(megabytes: u64) -> Result<Self, InvalidPartSize> {
        let is_one = Self::MEGABYTES.contains(&megabytes);
        is_one.then_some(Self(megabytes * 1_000_000)).ok_or(InvalidPartSize)
    }

    /// The size in millions of bytes.
    pub const fn megabytes(self) -> u64 {
        self.0 / 1_000_000
    }

    /// The size in bytes.
    pub const fn bytes(self) -> u64 {
        self.0
    }
}

impl FromStr for PartSize {
    type Err = InvalidPartSize;

    /// Reads a number of megabytes.
    fn from_str(text: &str) -> Result<Self, InvalidPartSize> {
        text.parse().map_err(|_| InvalidPartSize).and_then(Self::from_megabytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_and_not_shown() {
        let reason: LoadPurpose = "nyt\tsystem\r\ntil Søren\u{9b}2J".parse().unwrap();
        assert_eq!(format!("{reason:?}"), "[..]");
        assert_eq!(reason.into_string(), "nyt system  til Søren 2J");
        let read = |length: usize| "æ".repeat(length).parse::<LoadPurpose>();
        assert!(read(LoadPurpose::CHARACTERS).is_ok());
        assert_eq!(read(LoadPurpose::CHARACTERS + 1), Err(InvalidLoadPurpose));
    }

    #[test]
    fn a_part_has_a_size() {
        let bytes = |text: &str| text.parse().map(PartSize::bytes);
        assert_eq!(bytes("1"), Ok(1_000_000));
        assert_eq!(bytes("1000000"), Ok(1_000_000_000_000));
        for none in ["0", "1000001", "-1", "1.5", "", "x", "18446744073709551616"] {
            assert_eq!(bytes(none), Err(InvalidPartSize), "{none}");
        }
    }
}
