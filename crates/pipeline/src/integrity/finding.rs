use std::fmt;

use jiff::Timestamp;
use store::{DatabaseFinding, DeliveryId, RunId, SftpUser};

use super::area::Area;

/// Something at rest that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntegrityFinding {
    /// In the database.
    Database(DatabaseFinding),
    /// A file that a system is to find in its folder.
    Published {
        /// The delivery.
        delivery: DeliveryId,
        /// The account.
        user: SftpUser,
        /// The file's name.
        file: String,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// An extract in the archive.
    Extract {
        /// The run.
        run: RunId,
        /// The name under which it came.
        file: String,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// Something could not be looked at, and it is not known how it is.
    NotVerified {
        /// What.
        area: Area,
        /// Why not.
        why: String,
    },
    /// A load in the archive.
    Load {
        /// The name under which it went out.
        file: String,
        /// What is wrong with it.
        fault: FileFault,
    },
}

/// Something that was found, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is wrong, or was.
    pub finding: IntegrityFinding,
    /// Whether it is as it was written again.
    pub is_mended: bool,
}

/// Something that is wrong now, and since when that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFinding {
    /// What is wrong.
    pub finding: IntegrityFinding,
    /// Since when that is known.
    pub since: Timestamp,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// It is not there.
    Missing,
    /// It does not have the bytes that were written.
    Damaged,
    /// Something else lies in its place.
    NotAFile,
    /// It cannot be read, and why not.
    Unreadable(String),
}

impl fmt::Display for IntegrityFinding {
    /// What is wrong. Nothing personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(finding) => finding.fmt(f),
            Self::Published { user, file, fault, .. } => {
                write!(f, "the file {file} in the folder of {user} {fault}")
            }
            Self::Extract { run, file, fault } => {
                write!(f, "the archived extract of run {run} ({file}) {fault}")
            }
            Self::NotVerified { area, why } => write!(f, "{area} could not be verified: {why}"),
            Self::Load { file, fault } => write!(f, "the archived load {file} {fault}"),
        }
    }
}

impl IntegrityFinding {
    /// Whether it says that what is looked up in the database may not be found, or not rightly.
    pub(super) const fn is_about_structure(&self) -> bool {
        match self {
            Self::Database(finding) => finding.is_about_structure(),
            _ => false,
        }
    }

    /// What a person can do where it was not mended.
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::Database(
                DatabaseFinding::Index(_)
                | DatabaseFinding::Checksum { .. }
                | DatabaseFinding::Commits
                | DatabaseFinding::Persons(_),
            ) => "`cprabo verify --repair` makes it again",
            Self::Database(_) => {
                "restore the database from a backup; or, if somebody changed it with another program and \
                 it is right as it is, `cprabo verify --adopt`"
            }
            Self::Published { fault: FileFault::Unreadable(_), .. }
            | Self::Extract { fault: FileFault::Unreadable(_), .. }
            | Self::Load { fault: FileFault::Unreadable(_), .. } => {
                "have it readable again; then it is looked at anew by itself"
            }
            Self::Published { .. } => {
                "it is withheld; it is made again from the archive, so see what is wrong there"
            }
            Self::Extract { .. } => {
                "put the same extract into the inbox again: it mends the archive"
            }
            Self::NotVerified { .. } => "mend what it says, and verify again",
            Self::Load { .. } => "order a new load if it is to be replayed",
        }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Damaged => f.write_str("is damaged"),
            Self::NotAFile => f.write_str("is no file: a folder, pipe, link or device lies there"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}
