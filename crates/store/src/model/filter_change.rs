//! Changes of filters, as the history keeps them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::author::Author;

/// The version of a subscription's filters after a change of them: those added by a change up to this
/// number and not removed by one.
///
/// Each subscription counts its own, in the order of commits. A database that was begun before
/// schema 8 has gaps up to then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilterVersion(pub(crate) i64);

impl fmt::Display for FilterVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FilterVersion {
    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// Not the number of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a version is a whole number from 1, as `cprabo filter history` lists it")]
pub struct InvalidFilterVersion;

impl FromStr for FilterVersion {
    type Err = InvalidFilterVersion;

    fn from_str(text: &str) -> Result<Self, InvalidFilterVersion> {
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|&number| is_digits && number > 0);
        number.map(Self).ok_or(InvalidFilterVersion)
    }
}

/// One change of one subscription's filters: who made it, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterChange {
    /// Its number.
    pub version: FilterVersion,
    /// When it was made.
    pub at: Timestamp,
    /// The author.
    pub author: Author,
    /// What it came of, where nobody asked for these filters one by one.
    pub reason: Option<ChangeReason>,
}

/// What a change of filters came of, where nobody asked for these filters one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeReason {
    /// The last day of the need for them was over.
    NeedEnded,
    /// Somebody accepted proposals for clean-up.
    CleanUp,
    /// Somebody undid an acceptance.
    CleanUpUndone,
}

impl ChangeReason {
    const ALL: [Self; 3] = [Self::NeedEnded, Self::CleanUp, Self::CleanUpUndone];

    /// The words for it in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NeedEnded => "need ended",
            Self::CleanUp => "clean-up",
            Self::CleanUpUndone => "clean-up undone",
        }
    }

    pub(crate) fn from_name(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == words)
    }
}

/// A change in a subscription's history, with how much it touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The change.
    pub change: FilterChange,
    /// The number of filters that it added.
    pub added: u64,
    /// The number of filters that it removed.
    pub removed: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_a_whole_number_from_one() {
        assert_eq!("17".parse(), Ok(FilterVersion(17)));
        for text in ["", "0", "-1", "+1", "1.0", "v1", "99999999999999999999"] {
            assert_eq!(text.parse::<FilterVersion>(), Err(InvalidFilterVersion), "{text}");
        }
    }
}
