use std::fmt;
use std::ops::{BitOr, BitOrAssign};

use crate::{FilterKind, FilterKinds};

/// Which filters matched a person: the basis of a verdict.
///
/// Stored with every disclosure, as [`Reason::bits`]; the bits never change their meaning.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Reason(u8);

impl Reason {
    /// Nothing matched.
    pub const NONE: Self = Self(0);
    /// The PNR is in the set.
    pub const PNR: Self = Self(1);
    /// The age is within a range.
    pub const AGE: Self = Self(1 << 1);
    /// The person lives in one of the municipalities after the update.
    pub const LIVES_HERE: Self = Self(1 << 2);
    /// The person lived in one of the municipalities before the update.
    pub const LIVED_HERE: Self = Self(1 << 3);
    /// The person has one of the events.
    pub const EVENT: Self = Self(1 << 4);
    /// The subscription takes everyone.
    pub const NO_FILTER: Self = Self(1 << 5);
    /// The PNR was added to the set by this extract, because it replaced one in the set.
    pub const FOLLOWED: Self = Self(1 << 6);

    /// Each reason and its name.
    pub const WORDS: [(Self, &'static str); 7] = [
        (Self::PNR, "pnr"),
        (Self::AGE, "age"),
        (Self::LIVES_HERE, "lives-here"),
        (Self::LIVED_HERE, "lived-here"),
        (Self::EVENT, "event"),
        (Self::NO_FILTER, "no-filter"),
        (Self::FOLLOWED, "followed-pnr"),
    ];

    /// The stored form.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// A reason back from its stored form. Bits that this version does not know are kept.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Whether all of `other` is part of this reason.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether nothing matched.
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The kinds of filter that matched.
    pub fn kinds(self) -> FilterKinds {
        let kind = |reason: Self, kind| (self.0 & reason.0 != 0).then_some(kind);
        [
            kind(Self::PNR | Self::FOLLOWED, FilterKind::Pnr),
            kind(Self::AGE, FilterKind::Age),
            kind(Self::LIVES_HERE | Self::LIVED_HERE, FilterKind::Municipality),
            kind(Self::EVENT, FilterKind::Event),
            kind(Self::NO_FILTER, FilterKind::NoFilter),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The names of the reasons that matched.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::WORDS.into_iter().filter(move |(reason, _)| self.has(*reason)).map(|(_, word)| word)
    }
}

impl BitOr for Reason {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Reason {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.words()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_a_move_are_the_municipality_kind() {
        let reason = Reason::LIVED_HERE | Reason::EVENT;
        let kinds = [FilterKind::Municipality, FilterKind::Event].into_iter().collect();
        assert_eq!(reason.kinds(), kinds);
        assert_eq!(reason.words().collect::<Vec<_>>(), ["lived-here", "event"]);
        assert_eq!(Reason::from_bits(reason.bits()), reason);
    }
}
