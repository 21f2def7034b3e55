use std::fmt;

use jiff::Timestamp;
use store::{DatabaseFinding, DeliveryId, RunId, SftpUser};

use super::area::Area;

/// Data at rest that differ from what was written, or could not be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntegrityFinding {
    /// In the database.
    Database(DatabaseFinding),
    /// A file that a system should find in its folder.
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
        /// The name with which it was received.
        file: String,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// An area could not be verified, so its state is unknown.
    NotVerified {
        /// The area.
        area: Area,
        /// The reason.
        why: String,
    },
    /// A load in the archive.
    Load {
        /// The name with which it was delivered.
        file: String,
        /// What is wrong with it.
        fault: FileFault,
    },
}

/// A finding, and whether it was repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is or was wrong.
    pub finding: IntegrityFinding,
    /// Whether it has the written bytes again.
    pub is_mended: bool,
}

/// A finding that still applies, and since when it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFinding {
    /// What is wrong.
    pub finding: IntegrityFinding,
    /// When it was first found.
    pub since: Timestamp,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFault {
    /// It does not exist.
    Missing,
    /// It does not have the bytes that were written.
    Damaged,
    /// There is something else at its path: a folder, pipe, link or device.
    NotAFile,
    /// It cannot be read, with the reason.
    Unreadable(String),
}

impl fmt::Display for IntegrityFinding {
    /// What is wrong, without personal data.
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
    /// Whether look-ups in the database may miss rows or return wrong ones.
    pub(super) const fn is_about_structure(&self) -> bool {
        match self {
            Self::Database(finding) => finding.is_about_structure(),
            _ => false,
        }
    }

    /// What an operator can do if it was not repaired.
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
                "make it readable; it is then checked again automatically"
            }
            Self::Published { .. } => {
                "it is withheld; it is repaired from the archive, so check what is wrong there"
            }
            Self::Extract { .. } => {
                "put the same extract into the inbox again: it repairs the archive"
            }
            Self::NotVerified { .. } => "repair what it names, and verify again",
            Self::Load { .. } => "order a new load if it is to be replayed",
        }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Damaged => f.write_str("is damaged"),
            Self::NotAFile => f.write_str("is no file: a folder, pipe, link or device is there"),
            Self::Unreadable(why) => write!(f, "cannot be read: {why}"),
        }
    }
}
