use civil::OpgaveNr;
use jiff::Timestamp;
use jiff::civil::Date;
use sha256::Sha256;
use uuid::Uuid;

use super::hold::{Held, HeldReason};
use super::ids::RunId;
use crate::StoreError;

/// The kind of a run's file.
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

/// The state of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Archived, waits for its turn.
    Seen,
    /// Held until an operator decides or the missing file comes.
    Held,
    /// An operator has rejected it.
    Rejected,
    /// The replica is updated and the deliveries are planned.
    Applied,
    /// Every delivery is published.
    Done,
    /// An operator has undone it: it is not in the replica any more.
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

    /// Whether the run is still to be applied to the replica.
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
    /// Its kind.
    pub kind: RunKind,
    /// The name under which the file came.
    pub file_name: String,
    /// SHA-256 of the file, under which the archive keeps it.
    pub sha256: Sha256,
    /// Length of the file in bytes.
    pub size: u64,
    /// Its state.
    pub state: RunState,
    /// What it is held for, or was held for when it was rejected.
    pub held: Option<Held>,
    /// Reasons from which an operator has released it.
    pub released: Vec<HeldReason>,
    /// The first problems of the file, a line each.
    pub findings: Vec<String>,
    /// The start record; `None` when there was none.
    pub header: Option<RunHeader>,
    /// Persons with a `001`.
    pub persons: u64,
    /// Records as TAELLER counts them.
    pub records: u64,
    /// When it was recorded.
    pub seen_at: Timestamp,
    /// When it was applied to the replica.
    pub applied_at: Option<Timestamp>,
    /// When all of its deliveries were published.
    pub done_at: Option<Timestamp>,
    /// When its extract was deleted from the archive, if it was.
    pub unarchived_at: Option<Timestamp>,
}

impl Run {
    /// The reasons from which it is released, once an operator releases it.
    pub(crate) fn release(&self) -> Result<Vec<HeldReason>, StoreError> {
        let no = |why: &str| Err(StoreError::Conflict(format!("run {} {why}", self.id)));
        match &self.held {
            Some(held) if self.state == RunState::Held && held.releasable => {
                Ok(self.released.iter().copied().chain([held.reason]).collect())
            }
            Some(_) if self.state == RunState::Held => no("cannot be released"),
            _ => no("is not held"),
        }
    }

    /// Checks that an operator may reject it: only a run that waits.
    pub(crate) fn check_rejectable(&self) -> Result<(), StoreError> {
        if self.state.is_pending() {
            return Ok(());
        }
        let (id, state) = (self.id, self.state.as_str());
        Err(StoreError::Conflict(format!("run {id} is {state}: only what waits can be rejected")))
    }
}

/// The fields of the start record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunHeader {
    /// OPGAVENR.
    pub opgavenr: OpgaveNr,
    /// PRODDTO.
    pub proddto: Date,
    /// PRODDTOFORRIG.
    pub proddtoforrig: Option<Date>,
}

/// The nearest days with a run, before and after a day.
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
    /// The fields of the start record.
    pub header: Option<RunHeader>,
    /// Persons with a `001`.
    pub persons: u64,
    /// Records as TAELLER counts them.
    pub records: u64,
    /// The first problems of the file, a line each.
    pub findings: Vec<String>,
    /// What its content requires it to be held for.
    pub held: Option<Held>,
    /// The id of the file in the inbox, if it came that way: recorded once, in spite of crashes.
    pub intake: Option<Uuid>,
    /// Now.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(state: RunState, held: Option<Held>) -> Run {
        Run {
            id: RunId(7),
            kind: RunKind::Day,
            file_name: "d260105".into(),
            sha256: Sha256::from_bytes([1; 32]),
            size: 1,
            state,
            held,
            released: vec![HeldReason::Late],
            findings: Vec::new(),
            header: None,
            persons: 0,
            records: 0,
            seen_at: Timestamp::UNIX_EPOCH,
            applied_at: None,
            done_at: None,
            unarchived_at: None,
        }
    }

    fn gap(releasable: bool) -> Option<Held> {
        Some(Held { reason: HeldReason::Gap, detail: String::new(), releasable })
    }

    fn text<T: std::fmt::Debug>(refused: Result<T, StoreError>) -> String {
        refused.unwrap_err().to_string()
    }

    #[test]
    fn run_that_is_held_is_released_from_one_more_reason() {
        let released = run(RunState::Held, gap(true)).release().unwrap();
        assert_eq!(released, [HeldReason::Late, HeldReason::Gap]);
        let refused = text(run(RunState::Held, gap(false)).release());
        assert_eq!(refused, "run 7 cannot be released");
    }

    #[test]
    fn run_that_is_not_held_cannot_be_released_whatever_it_was_held_for() {
        for held in [None, gap(true)] {
            assert_eq!(text(run(RunState::Rejected, held).release()), "run 7 is not held");
        }
    }

    #[test]
    fn run_is_rejected_only_while_it_waits() {
        for state in RunState::ALL {
            let rejected = run(state, None).check_rejectable();
            assert_eq!(rejected.is_ok(), state.is_pending(), "{state:?}");
        }
        let refused = text(run(RunState::Done, None).check_rejectable());
        assert_eq!(refused, "run 7 is done: only what waits can be rejected");
    }
}
