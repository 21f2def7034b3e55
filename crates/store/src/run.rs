use std::fmt;
use std::str::FromStr;

use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;

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

impl FromStr for RunId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Archived; waits for its turn.
    Seen,
    /// Held until a person, or the missing file, comes.
    Held,
    /// A person has said that it goes on in spite of what it was held for.
    Released,
    /// A person has said that it does not count.
    Rejected,
    /// The replica is updated and the deliveries are planned.
    Applied,
    /// Every delivery is published.
    Done,
}

impl RunState {
    /// The word for the state in the store and in listings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Held => "held",
            Self::Released => "released",
            Self::Rejected => "rejected",
            Self::Applied => "applied",
            Self::Done => "done",
        }
    }

    /// Whether the run still has to be taken through the replica.
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Seen | Self::Held | Self::Released)
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Seen, Self::Held, Self::Released, Self::Rejected, Self::Applied, Self::Done]
            .into_iter()
            .find(|state| state.word() == word)
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
    pub const ALL: [Self; 8] = [
        Self::Gap,
        Self::Duplicate,
        Self::Late,
        Self::Torn,
        Self::Counter,
        Self::Encoding,
        Self::Corrupt,
        Self::NotAnExtract,
    ];

    /// The word for the reason in the store and in listings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
            Self::Torn => "torn",
            Self::Counter => "counter",
            Self::Encoding => "encoding",
            Self::Corrupt => "corrupt",
            Self::NotAnExtract => "not-an-extract",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// One extract on its way through the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// The name under which the file came.
    pub file_name: String,
    /// SHA-256 of the file, under which the archive keeps it.
    pub sha256: [u8; 32],
    /// Length of the file in bytes.
    pub size: u64,
    /// Where it stands.
    pub state: RunState,
    /// Why it is held, or was until it was released or rejected.
    pub held: Option<HeldReason>,
    /// What exactly it is held for, in one sentence.
    pub detail: Option<String>,
    /// The first problems of the file, a line each.
    pub findings: String,
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

/// A run to be recorded.
#[derive(Debug, Clone)]
pub struct NewRun<'a> {
    /// The name under which the file came.
    pub file_name: &'a str,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Length in bytes.
    pub size: u64,
    /// What the start record says.
    pub header: Option<RunHeader>,
    /// Persons with a `001`.
    pub persons: u64,
    /// Records as TAELLER counts them.
    pub records: u64,
    /// The first problems of the file, a line each.
    pub findings: String,
    /// Why it is held from the start, and the sentence for it.
    pub held: Option<(HeldReason, String)>,
    /// Now.
    pub at: Timestamp,
}
