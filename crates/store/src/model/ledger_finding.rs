use std::fmt;

use jiff::Timestamp;
use sha256::Sha256;

/// Where the ledger stood at a moment: its last entry and that entry's hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerCheckpoint {
    /// The number of the last entry.
    pub number: u64,
    /// Its hash.
    pub hash: Sha256,
    /// When it stood there.
    pub at: Timestamp,
}

/// How far a check of the ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerStep {
    /// Entries checked, of how many.
    Entries(u64, u64),
    /// What was disclosed is compared with what was entered.
    Disclosures,
}

/// Something in the disclosure ledger that is not as it was written. Numbers are those of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LedgerFinding {
    /// Entries are missing: first and last.
    Missing(u64, u64),
    /// An entry does not have its hash.
    Edited(u64),
    /// An entry does not follow upon the one before it.
    NotLinked(u64),
    /// The head does not name the last entry: what the head says, and what there is.
    Head(u64, u64),
    /// What the agreement said is not what the entry was made with.
    Terms(u64),
    /// The persons are not those that the entry was made with.
    Persons(u64),
    /// The persons are gone, and no entry says that they were reduced.
    PersonsGone(u64),
    /// Persons were taken out of entries: how many, and of how many the ledger says that they were reduced.
    TakenOut(u64, u64),
    /// An entry says that entries were reduced or withdrawn which are not before it.
    Ahead(u64),
    /// Disclosures that no entry names: of what kind, and how many.
    NotEntered(&'static str, u64),
    /// An entry is not the one that was there when a checkpoint was written.
    Replaced {
        /// The checkpoint's entry.
        number: u64,
        /// When the checkpoint was written.
        at: Timestamp,
    },
    /// The ledger ends before a checkpoint: its tail is cut, or the database is an older copy.
    Behind {
        /// The checkpoint's entry.
        number: u64,
        /// When the checkpoint was written.
        at: Timestamp,
        /// The last entry that is there.
        last: u64,
    },
    /// A stored checkpoint is not what was signed.
    Checkpoint(u64),
}

impl LedgerFinding {
    /// Its kind, for programs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Missing(..) => "missing",
            Self::Edited(_) => "edited",
            Self::NotLinked(_) => "not-linked",
            Self::Head(..) => "head",
            Self::Terms(_) => "terms",
            Self::Persons(_) => "persons",
            Self::PersonsGone(_) => "persons-gone",
            Self::TakenOut(..) => "taken-out",
            Self::Ahead(_) => "ahead",
            Self::NotEntered(..) => "not-entered",
            Self::Replaced { .. } => "replaced",
            Self::Behind { .. } => "behind",
            Self::Checkpoint(_) => "checkpoint",
        }
    }

    /// The entry where it is; `None` where it is none.
    pub const fn entry(&self) -> Option<u64> {
        match self {
            Self::Missing(number, _)
            | Self::Edited(number)
            | Self::NotLinked(number)
            | Self::Head(_, number)
            | Self::Terms(number)
            | Self::Persons(number)
            | Self::PersonsGone(number)
            | Self::Ahead(number)
            | Self::Replaced { number, .. }
            | Self::Behind { number, .. }
            | Self::Checkpoint(number) => Some(*number),
            Self::TakenOut(..) | Self::NotEntered(..) => None,
        }
    }
}

impl fmt::Display for LedgerFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(first, last) if first == last => write!(f, "entry {first} is missing"),
            Self::Missing(first, last) => write!(f, "entries {first} to {last} are missing"),
            Self::Edited(number) => {
                write!(f, "entry {number} was edited: it does not have its hash")
            }
            Self::NotLinked(number) => {
                write!(
                    f,
                    "entry {number} does not follow upon the one before it: that one was replaced"
                )
            }
            Self::Head(head, last) => {
                write!(
                    f,
                    "the head says that the last entry is {head}, and it is {last}, or its hash is another"
                )
            }
            Self::Terms(number) => {
                write!(f, "what the agreement said at entry {number} was edited or is gone")
            }
            Self::Persons(number) => {
                write!(f, "the persons of entry {number} were edited, or by what they are opened")
            }
            Self::PersonsGone(number) => {
                write!(
                    f,
                    "the persons of entry {number} are gone, and no entry says that they were reduced"
                )
            }
            Self::TakenOut(found, entered) => {
                write!(
                    f,
                    "{found} persons were taken out of entries, and the ledger says that {entered} were reduced"
                )
            }
            Self::Ahead(number) => {
                write!(
                    f,
                    "entry {number} says that entries were reduced or withdrawn which are not before it"
                )
            }
            Self::NotEntered(kind, many) => {
                write!(f, "{many} of the table {kind} have no entry")
            }
            Self::Replaced { number, at } => {
                write!(
                    f,
                    "entry {number} is not the one that the checkpoint of {at} names: the ledger was written anew"
                )
            }
            Self::Behind { number, at, last } => write!(
                f,
                "the ledger ends at entry {last}, and the checkpoint of {at} names {number}: its tail is cut, or the \
                 database is an older copy"
            ),
            Self::Checkpoint(number) => {
                write!(f, "the stored checkpoint at entry {number} is not what was signed")
            }
        }
    }
}
