use std::fmt;

use civil::{AgreementUuid, Pnr};
use filters::FilterKind;
use jiff::Timestamp;
use jiff::civil::Date;

use super::ids::{AgreementId, LoadId};

/// The persons of a load (`filters.md`). Event codes select no person: a load is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadSelection {
    /// The persons that the subscription's filters select.
    Filters,
    /// The same, or all persons if the subscription has event codes only: an operator has requested
    /// all persons.
    All,
    /// Those of them that a filter of this kind matches.
    Only(FilterKind),
}

impl LoadSelection {
    /// The word for it in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Filters => "filters",
            Self::All => "all",
            Self::Only(kind) => kind.as_str(),
        }
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        let kinds = [FilterKind::Pnr, FilterKind::Municipality, FilterKind::Age].map(Self::Only);
        let all = [Self::Filters, Self::All].into_iter().chain(kinds);
        all.into_iter().find(|kinds| kinds.as_str() == word)
    }
}

/// The state of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadState {
    /// It waits for its turn.
    Ordered,
    /// It is being written, and no file is visible.
    Running,
    /// It is delivered.
    Done,
    /// It is cancelled.
    Cancelled,
}

impl LoadState {
    const ALL: [Self; 4] = [Self::Ordered, Self::Running, Self::Done, Self::Cancelled];

    /// The word for the state in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it is unfinished.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Ordered | Self::Running)
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// An order for a load, on the terms of [`LoadPurpose`](crate::LoadPurpose) and [`PartSize`](crate::PartSize).
#[derive(Clone, PartialEq, Eq)]
pub struct NewLoad {
    /// The agreement.
    pub agreement: AgreementId,
    /// The persons.
    pub kinds: LoadSelection,
    /// Its purpose, in the words of the person who ordered it.
    pub reason: Option<String>,
    /// The largest file in bytes; `None` for one file.
    pub part_size: Option<u64>,
    /// Whether the persons' `099` are left out.
    pub without_events: bool,
    /// The numbers to which it is confined; `None` for no restriction.
    pub restrict_to: Option<Vec<Pnr>>,
}

impl NewLoad {
    /// An order for all persons that the subscription's filters select, in one file and without a
    /// purpose.
    pub const fn of(agreement: AgreementId) -> Self {
        Self {
            agreement,
            kinds: LoadSelection::Filters,
            reason: None,
            part_size: None,
            without_events: false,
            restrict_to: None,
        }
    }
}

/// Without the purpose: it may name a person.
impl fmt::Debug for NewLoad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewLoad")
            .field("agreement", &self.agreement)
            .field("kinds", &self.kinds)
            .field("part_size", &self.part_size)
            .field("without_events", &self.without_events)
            .finish_non_exhaustive()
    }
}

/// A load and its state.
#[derive(Clone, PartialEq, Eq)]
pub struct Load {
    /// Its number.
    pub id: LoadId,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// The persons.
    pub kinds: LoadSelection,
    /// Its purpose.
    pub reason: Option<String>,
    /// Its state.
    pub state: LoadState,
    /// Who ordered it.
    pub who: String,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// PRODDTO of the extract as of which it is, once it has begun.
    pub proddto: Option<Date>,
    /// The share of the replica that was scanned while it is written, in thousandths.
    pub scanned_permille: u64,
    /// Persons so far.
    pub persons: u64,
    /// Records so far, as TAELLER counts them.
    pub records: u64,
    /// Files so far.
    pub parts: u64,
    /// When it was delivered or cancelled.
    pub finished_at: Option<Timestamp>,
}

/// Without the purpose: it may name a person.
impl fmt::Debug for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load")
            .field("id", &self.id)
            .field("agreement", &self.agreement)
            .field("kinds", &self.kinds)
            .field("state", &self.state)
            .field("proddto", &self.proddto)
            .field("persons", &self.persons)
            .finish_non_exhaustive()
    }
}
