use std::fmt;
use std::str::FromStr;

use civil::Pnr;
use jiff::civil::Date;
use store::DeliveryId;

/// Why something is probably not needed any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CleanUpReason {
    /// The person has been dead for a year (001.STATUS 90).
    Dead,
    /// The number was replaced (60).
    Replaced,
    /// The number was annulled because the person has another (50).
    Annulled,
    /// The person lives in another municipality than the authority's, or has emigrated (80).
    MovedOut,
    /// All kinds must match, and the person is older than each age range.
    AgedOut,
    /// The register has not sent the number.
    Unknown,
    /// The filter has matched no extract for so long.
    NeverMatched,
    /// Nobody has collected the file for so long.
    NotCollected,
}

impl CleanUpReason {
    /// All of them, in the order in which one is chosen for a filter that has several.
    pub const ALL: [Self; 8] = [
        Self::Dead,
        Self::Replaced,
        Self::Annulled,
        Self::MovedOut,
        Self::AgedOut,
        Self::Unknown,
        Self::NeverMatched,
        Self::NotCollected,
    ];

    /// The word for it in lists, commands and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Replaced => "replaced",
            Self::Annulled => "annulled",
            Self::MovedOut => "moved-out",
            Self::AgedOut => "aged-out",
            Self::Unknown => "unknown",
            Self::NeverMatched => "never-matched",
            Self::NotCollected => "not-collected",
        }
    }
}

impl fmt::Display for CleanUpReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not the word for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a reason is one of dead, replaced, annulled, moved-out, aged-out, unknown, never-matched, not-collected"
)]
pub struct UnknownCleanUpReason;

impl FromStr for CleanUpReason {
    type Err = UnknownCleanUpReason;

    fn from_str(word: &str) -> Result<Self, UnknownCleanUpReason> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word).ok_or(UnknownCleanUpReason)
    }
}

/// What is proposed to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CleanUpSubject {
    /// The PNR filter on a number.
    Filter(Pnr),
    /// The files of a delivery, by its number in the agreement.
    File(DeliveryId, u64),
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its number in the list, from 1.
    pub number: usize,
    /// What.
    pub subject: CleanUpSubject,
    /// Why.
    pub reason: CleanUpReason,
    /// Since when that is so, where it is known.
    pub since: Option<Date>,
}
