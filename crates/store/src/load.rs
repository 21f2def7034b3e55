//! Loads: everything that the replica holds on the persons who match, ordered by somebody.

use std::fmt;
use std::str::FromStr;

use civil::{AgreementUuid, MunicipalityCode, Pnr, RegisterDate, Status};
use filters::{Combination, FilterKind, FilterSet};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::delivery::{DeliveryTerms, PublishedFiles};
use crate::party::AgreementId;
use crate::run::{Run, RunId};
use crate::sha256::Sha256;

/// The number of an order for a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoadId(pub(crate) i64);

impl LoadId {
    /// The load with this number.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for LoadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Not the number of a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a load is a whole number, as `cprabo load list` lists it")]
pub struct InvalidLoadId;

impl FromStr for LoadId {
    type Err = InvalidLoadId;

    fn from_str(text: &str) -> Result<Self, InvalidLoadId> {
        text.parse().map(Self).map_err(|_| InvalidLoadId)
    }
}

/// Whom a load is about (`filters.md`). Event codes choose nobody: a load is no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadSelection {
    /// Whom the subscription's filters choose.
    Filters,
    /// The same, and everyone where a subscription has event codes alone: somebody has asked for all persons.
    All,
    /// Those of them whom a filter of this kind matches.
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

/// Where a load stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadState {
    /// It waits for its turn.
    Ordered,
    /// It is being written, and nobody sees it yet.
    Running,
    /// It is delivered.
    Done,
    /// Somebody called it off.
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

    /// Whether there is something left to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Ordered | Self::Running)
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// An order for a load, on the terms of [`Reason`](crate::Reason) and [`PartSize`](crate::PartSize).
#[derive(Clone, PartialEq, Eq)]
pub struct NewLoad {
    /// For whom.
    pub agreement: AgreementId,
    /// About whom.
    pub kinds: LoadSelection,
    /// What it is for, in the words of who ordered it.
    pub reason: Option<String>,
    /// The largest file in bytes; `None` for one file.
    pub part_size: Option<u64>,
    /// Whether the persons' `099` are left out.
    pub without_events: bool,
    /// To whom of those who match it is confined; `None` for everyone.
    pub restrict_to: Option<Vec<Pnr>>,
}

impl NewLoad {
    /// An order of everyone whom the subscription's filters choose, in one file, for no reason given.
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

/// Without the reason: it may name somebody.
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

/// A load as it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Load {
    /// Its number.
    pub id: LoadId,
    /// For whom.
    pub agreement: AgreementUuid,
    /// About whom.
    pub kinds: LoadSelection,
    /// What it is for.
    pub reason: Option<String>,
    /// Where it stands.
    pub state: LoadState,
    /// Who ordered it.
    pub who: String,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// PRODDTO of the extract as of which it is, once it has begun.
    pub proddto: Option<Date>,
    /// The share of the replica that has been looked at while it is written, in thousandths.
    pub scanned_permille: u64,
    /// Persons so far.
    pub persons: u64,
    /// Records so far, as TAELLER says.
    pub records: u64,
    /// Files so far.
    pub parts: u64,
    /// When it was delivered or called off.
    pub finished_at: Option<Timestamp>,
}

/// Without the reason: it may name somebody.
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

/// What is to be done for a load that has begun.
#[derive(Debug, Clone)]
pub struct LoadWork {
    /// Its number.
    pub id: LoadId,
    /// The extract as of which it is: the last one, and delivered.
    pub run: Run,
    /// PRODDTO of the file that the subscription received before, if it did.
    pub before: Option<Date>,
    /// The subscription's filters, as they were when the load began.
    pub filters: FilterSet,
    /// How they work together.
    pub combination: Combination,
    /// About whom it is.
    pub kinds: LoadSelection,
    /// The largest file in bytes.
    pub part_size: Option<u64>,
    /// Whether `099` are left out.
    pub without_events: bool,
    /// To whom of those who match it is confined, in rising order; `None` for everyone.
    pub restrict_to: Option<Vec<Pnr>>,
    /// Filters whose choice is left out: first data is of those whom they did not choose.
    pub exclude: Option<FilterSet>,
    /// The terms of its deliveries; the name is that of a day's.
    pub pair: DeliveryTerms,
    /// Parts that are whole.
    pub parts: Vec<LoadPart>,
    /// How far it has come.
    pub checkpoint: Checkpoint,
}

/// Whether a load can begin, or go on.
#[derive(Debug)]
pub enum LoadStart {
    /// It can.
    Ready(Box<LoadWork>),
    /// An extract is being delivered, which goes first.
    Busy,
    /// There is nothing left to do: it is done or called off.
    Finished,
}

/// How far a load has come: everything before is on disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The first number that has not been looked at.
    pub next: u64,
    /// The number of the part under way, counted from 1.
    pub part: u32,
    /// Bytes of its records that stand together.
    pub data_size: u64,
    /// Bytes of its `003`.
    pub label_size: u64,
    /// Its persons.
    pub persons: u64,
    /// Its records.
    pub records: u64,
}

/// A part that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadPart {
    /// Its number, counted from 1.
    pub part: u32,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: Sha256,
    /// Persons in it.
    pub persons: u64,
    /// Records in it, as TAELLER says.
    pub records: u64,
}

/// A part of a load whose files lie on the shelf.
#[derive(Debug, Clone)]
pub struct LoadDelivery {
    /// Its number within the agreement.
    pub seq: u64,
    /// The data file's name.
    pub name: String,
    /// What the ledger is told.
    pub publish: PublishedFiles,
}

/// What the index has on a person, to choose by.
#[derive(Debug, Clone, Copy)]
pub struct IndexRow {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// Where the person lives.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
}

/// What became of a load that lies on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadEnd {
    /// It is delivered.
    Delivered,
    /// It was called off; nothing has changed.
    CalledOff,
    /// Another extract has been applied; nothing has changed.
    Superseded,
}

/// Whether the replica was still that of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicaVersion {
    /// It was, and what was asked is done.
    Current,
    /// Another extract has been applied; nothing was done.
    Superseded,
}

/// Numbers, as a load looks at them: from one up to, and without, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PnrRange {
    /// The first.
    pub from: u64,
    /// The first that does not belong to them any more.
    pub until: u64,
    /// The extract as of which the replica must be.
    pub as_of: RunId,
}
