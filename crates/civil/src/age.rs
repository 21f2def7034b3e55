use std::fmt;
use std::str::FromStr;

/// An age in whole years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Age(u16);

impl Age {
    /// An age of `years` whole years.
    pub const fn new(years: u16) -> Self {
        Self(years)
    }

    /// The age in whole years.
    pub const fn years(self) -> u16 {
        self.0
    }
}

/// An age interval, both ends included; `Display` and `FromStr` as `0-17`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeRange {
    start: u16,
    end: u16,
}

/// Not two ages of at most [`AgeRange::MAX_AGE`] years in rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an age range is two whole ages from 0 to 999, the lower first, such as 0-17")]
pub struct InvalidAgeRange;

impl AgeRange {
    /// The largest age a range can name; clients use 150, 200 or 999 for "no upper end".
    pub const MAX_AGE: u16 = 999;

    /// The range from `start` to `end`, both included.
    ///
    /// # Errors
    /// [`InvalidAgeRange`] when `end` is below `start` or above [`Self::MAX_AGE`].
    pub const fn new(start: u16, end: u16) -> Result<Self, InvalidAgeRange> {
        if start <= end && end <= Self::MAX_AGE {
            Ok(Self { start, end })
        } else {
            Err(InvalidAgeRange)
        }
    }

    /// The lowest age in the range (StartAge).
    pub const fn start(self) -> u16 {
        self.start
    }

    /// The highest age in the range (EndAge).
    pub const fn end(self) -> u16 {
        self.end
    }

    /// Whether `age` lies within, both ends included.
    pub const fn contains(self, age: Age) -> bool {
        self.start <= age.0 && age.0 <= self.end
    }
}

impl FromStr for AgeRange {
    type Err = InvalidAgeRange;

    fn from_str(text: &str) -> Result<Self, InvalidAgeRange> {
        let (start, end) = text.split_once('-').ok_or(InvalidAgeRange)?;
        Self::new(whole(start)?, whole(end)?)
    }
}

fn whole(text: &str) -> Result<u16, InvalidAgeRange> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(InvalidAgeRange);
    }
    text.parse().map_err(|_| InvalidAgeRange)
}

impl fmt::Display for AgeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_included() {
        let range: AgeRange = "18-65".parse().unwrap();
        let within = |years| range.contains(Age::new(years));
        assert!(within(18) && within(65));
        assert!(!within(17) && !within(66));
        assert_eq!(range.to_string(), "18-65");
    }

    #[test]
    fn a_single_year_is_a_range() {
        assert!("0-0".parse::<AgeRange>().unwrap().contains(Age::new(0)));
    }

    #[test]
    fn refuses_falling_and_endless_ranges() {
        for text in ["17-0", "0-1000", "0", "-", "0-", "-17", "0-+7", "a-b", "1-2-3"] {
            assert_eq!(text.parse::<AgeRange>(), Err(InvalidAgeRange), "{text}");
        }
    }
}
