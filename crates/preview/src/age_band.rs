use std::fmt;

use civil::Age;

/// The lowest age of each band.
const FIRST: [u16; 7] = [0, 6, 18, 30, 45, 65, 80];

/// An age band of a table: `0-5`, `6-17` … `80-`, and the persons without a known age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgeBand(usize);

impl AgeBand {
    /// How many bands there are.
    pub const COUNT: usize = FIRST.len() + 1;

    /// All bands, the youngest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// The band of an age.
    pub fn of(age: Option<Age>) -> Self {
        let band = age.map(|age| FIRST.partition_point(|first| *first <= age.years()) - 1);
        Self(band.unwrap_or(FIRST.len()))
    }

    pub(crate) const fn place(self) -> usize {
        self.0
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (FIRST.get(self.0), FIRST.get(self.0 + 1)) {
            (Some(first), Some(next)) => write!(f, "{first}-{}", next - 1),
            (Some(first), None) => write!(f, "{first}-"),
            (None, _) => f.write_str("unknown"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_at_the_ends_of_bands_are_in_them() {
        let band = |years| AgeBand::of(Some(Age::new(years))).to_string();
        assert_eq!([0, 5, 6, 17, 18].map(band), ["0-5", "0-5", "6-17", "6-17", "18-29"]);
        assert_eq!([79, 80, 130].map(band), ["65-79", "80-", "80-"]);
        assert_eq!(AgeBand::of(None).to_string(), "unknown");
        assert_eq!(AgeBand::all().count(), AgeBand::COUNT);
    }
}
