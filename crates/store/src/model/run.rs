use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use super::hold::{Held, HeldReason};
use super::ids::RunId;
use super::sha256::Sha256;

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
