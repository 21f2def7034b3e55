use std::fmt;
use std::str::FromStr;

use civil::AgreementUuid;
use jiff::Timestamp;

use super::agreement_text::AgreementText;
use super::author::{Actor, Author};
use super::filter_edit::FilterEdit;
use super::ids::SystemId;

/// The number of a filter request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilterRequestId(pub(crate) i64);

/// Not the number of a filter request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a filter request is a whole number, as `cprabo filter requests` lists it")]
pub struct InvalidFilterRequestId;

impl FilterRequestId {
    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for FilterRequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for FilterRequestId {
    type Err = InvalidFilterRequestId;

    fn from_str(text: &str) -> Result<Self, InvalidFilterRequestId> {
        text.parse().map(Self).map_err(|_| InvalidFilterRequestId)
    }
}

/// How far a filter request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterRequestState {
    /// Nobody has decided.
    Waiting,
    /// Somebody else has approved it, and the filters are changed.
    Approved,
    /// Somebody has rejected it.
    Rejected,
    /// Who requested it has taken it back, or somebody has removed since what it would have added.
    Withdrawn,
}

impl FilterRequestState {
    /// The word for it in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        [Self::Waiting, Self::Approved, Self::Rejected, Self::Withdrawn]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// A change of filters that waits for somebody else to approve it, or did.
#[derive(Debug, Clone)]
pub struct FilterRequest {
    /// Its number.
    pub id: FilterRequestId,
    /// `ServiceAgreementUUID`.
    pub agreement: AgreementUuid,
    /// The change, without what was taken back of it.
    pub edit: FilterEdit,
    /// How many persons more it would have chosen when it was requested.
    pub persons: u64,
    /// How far it has come.
    pub state: FilterRequestState,
    /// When it was requested.
    pub at: Timestamp,
    /// Who requested it.
    pub author: Author,
    /// The system of that author; `None` of an operator.
    pub system: Option<SystemId>,
    /// When and by whom it was decided.
    pub decided: Option<(Timestamp, Actor)>,
    /// Why it was decided so.
    pub reason: Option<AgreementText>,
}
