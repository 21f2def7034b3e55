use std::fmt;
use std::str::FromStr;

use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::sha256::Sha256;

/// The number of a run: one extract on its way through the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub(crate) i64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl RunId {
    /// The number itself.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// Not the number of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a run is a whole number, as `cprabo runs` lists it")]
pub struct InvalidRunId;

impl FromStr for RunId {
    type Err = InvalidRunId;

    fn from_str(text: &str) -> Result<Self, InvalidRunId> {
        text.parse().map(Self).map_err(|_| InvalidRunId)
    }
}

/// What a run's file is to the replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// A day's change extract.
    Day,
    /// The full extract from which the replica was filled.
    Seed,
}

impl RunKind {
    /// The word for the kind in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Seed => "seed",
        }
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        [Self::Day, Self::Seed].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Archived; waits for its turn.
    Seen,
    /// Held until a person, or the missing file, comes.
    Held,
    /// A person has said that it does not count.
    Rejected,
    /// The replica is updated and the deliveries are planned.
    Applied,
    /// Every delivery is published.
    Done,
    /// A person has taken it back: it is not in the replica any more.
    Undone,
}

impl RunState {
    const ALL: [Self; 6] =
        [Self::Seen, Self::Held, Self::Rejected, Self::Applied, Self::Done, Self::Undone];

    /// The word for the state in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Held => "held",
            Self::Rejected => "rejected",
            Self::Applied => "applied",
            Self::Done => "done",
            Self::Undone => "undone",
        }
    }

    /// Whether the run still has to be taken into the replica.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Seen | Self::Held)
    }

    /// Whether the run's data are in the replica.
    pub const fn is_applied(self) -> bool {
        matches!(self, Self::Applied | Self::Done)
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What a run is held for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The reason's name.
    pub reason: HeldReason,
    /// What exactly, in one sentence.
    pub detail: String,
    /// Whether a person may let the run go on in spite of it.
    pub releasable: bool,
}

/// What a person says of a run that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes on in spite of what it is held for.
    Release,
    /// It does not count: as if it had never come.
    Reject,
}

impl Decision {
    /// The word for it in the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Reject => "reject",
        }
    }
}

/// Why a run is held (`delivery.md`, `extract-format.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldReason {
    /// PRODDTOFORRIG is not the PRODDTO of the last extract: a file is missing between them.
    Gap,
    /// The same bytes, or the same PRODDTO, were received before.
    Duplicate,
    /// PRODDTO is before that of the last extract: newer data would be overwritten.
    Late,
    /// A date in the start record cannot be right: it is none, is not the one in the file's name, or lies in the future.
    Date,
    /// There is no end record.
    Torn,
    /// TAELLER does not say how many records there are.
    Counter,
    /// Not ISO-8859-1.
    Encoding,
    /// Records or fields that cannot be read, or persons without `001`.
    Corrupt,
    /// No start record: not an extract at all.
    NotAnExtract,
}

impl HeldReason {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::Gap,
        Self::Duplicate,
        Self::Late,
        Self::Date,
        Self::Torn,
        Self::Counter,
        Self::Encoding,
        Self::Corrupt,
        Self::NotAnExtract,
    ];

    /// The word for the reason in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
            Self::Date => "date",
            Self::Torn => "torn",
            Self::Counter => "counter",
            Self::Encoding => "encoding",
            Self::Corrupt => "corrupt",
            Self::NotAnExtract => "not-an-extract",
        }
    }

    /// Whether it is the file's own content that the run is held for: such a fault is the same whatever
    /// else comes. The other reasons are about the place in the chain and in time, and may come and go.
    pub const fn is_of_content(self) -> bool {
        !matches!(self, Self::Gap | Self::Duplicate | Self::Late | Self::Date)
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// One extract on its way through the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// What it is to the replica.
    pub kind: RunKind,
    /// The name under which the file came.
    pub file_name: String,
    /// SHA-256 of the file, under which the archive keeps it.
    pub sha256: Sha256,
    /// Length of the file in bytes.
    pub size: u64,
    /// Where it stands.
    pub state: RunState,
    /// What it is held for, or was when it was rejected.
    pub held: Option<Held>,
    /// Reasons in spite of which a person has said that it goes on.
    pub released: Vec<HeldReason>,
    /// The first problems of the file, a line each.
    pub findings: Vec<String>,
    /// OPGAVENR, PRODDTO and PRODDTOFORRIG; `None` when there was no start record.
    pub header: Option<RunHeader>,
    /// Persons with a `001`.
    pub persons: u64,
    /// Records as TAELLER counts them.
    pub records: u64,
    /// When it was seen.
    pub seen_at: Timestamp,
    /// When its deliveries were all published.
    pub done_at: Option<Timestamp>,
    /// When its extract left the archive, because its time there was over.
    pub unarchived_at: Option<Timestamp>,
}

/// What the start record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunHeader {
    /// OPGAVENR.
    pub opgavenr: OpgaveNr,
    /// PRODDTO.
    pub proddto: Date,
    /// PRODDTOFORRIG.
    pub proddtoforrig: Option<Date>,
}

/// The days that have runs beside a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NearestDays {
    /// The last PRODDTO before it.
    pub before: Option<Date>,
    /// The first PRODDTO after it.
    pub after: Option<Date>,
}

/// A run to be recorded.
#[derive(Debug, Clone)]
pub struct NewRun<'a> {
    /// The name under which the file came.
    pub file_name: &'a str,
    /// SHA-256 of the file.
    pub sha256: Sha256,
    /// Length in bytes.
    pub size: u64,
    /// What the start record says.
    pub header: Option<RunHeader>,
    /// Persons with a `001`.
    pub persons: u64,
    /// Records as TAELLER counts them.
    pub records: u64,
    /// The first problems of the file, a line each.
    pub findings: Vec<String>,
    /// What its content is held for.
    pub held: Option<Held>,
    /// The taking of the file from the inbox, if that is how it came: recorded once, whatever crashes.
    pub intake: Option<Uuid>,
    /// Now.
    pub at: Timestamp,
}
