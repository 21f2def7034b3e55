use std::fmt;
use std::mem::discriminant;

use civil::Pnr;

use crate::StoreError;

/// A damage in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseFinding {
    /// The engine's own check reports it.
    Structure(String),
    /// A table's index does not match it. It can be rebuilt from the table.
    Index(String),
    /// A table or index is missing, or its definition is not that of this version.
    Schema(String),
    /// Rows refer to others that are missing.
    References(u64),
    /// Rows of a group were changed, lost or added.
    Rows {
        /// The table.
        table: &'static str,
        /// The group.
        group: i64,
        /// The number of rows that were written.
        written: i64,
        /// The number of rows that are there.
        found: i64,
    },
    /// The checksum of a group is damaged itself. It can be computed again from the rows.
    Checksum {
        /// The table.
        table: &'static str,
        /// The group.
        group: i64,
    },
    /// The number of commits is damaged. It can be taken from the files beside the database.
    Commits,
    /// Persons whose row or records are damaged. They can be restored from the archive.
    Persons(Vec<Pnr>),
}

impl DatabaseFinding {
    /// Data that cannot be read is a finding too; any other error is returned as an error.
    pub(crate) fn of_damage(error: StoreError) -> Result<Self, StoreError> {
        if !error.is_damage() {
            return Err(error);
        }
        Ok(Self::Structure(match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        }))
    }

    /// Whether both concern the same thing, whatever each check found.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let subject = |finding: &Self| match *finding {
            Self::Rows { table, group, .. } | Self::Checksum { table, group } => {
                Some((table, group))
            }
            _ => None,
        };
        discriminant(self) == discriminant(other) && subject(self) == subject(other)
    }

    /// Whether it means that look-ups may miss rows or find wrong ones.
    pub const fn is_about_structure(&self) -> bool {
        matches!(self, Self::Structure(_) | Self::Index(_) | Self::Schema(_))
    }
}

impl fmt::Display for DatabaseFinding {
    /// One sentence. Never personal data: persons are counted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Structure(what) => write!(f, "the database's pages are damaged: {what}"),
            Self::Index(what) => write!(f, "an index does not fit its table: {what}"),
            Self::Schema(what) => write!(f, "the schema is not this version's: {what}"),
            Self::References(rows) => write!(f, "{rows} rows refer to others that are not there"),
            Self::Rows { table, group, written, found } if written != found => {
                write!(f, "table {table}, group {group}: {found} rows, and {written} were written")
            }
            Self::Rows { table, group, .. } => {
                write!(f, "table {table}, group {group}: rows are not as they were written")
            }
            Self::Checksum { table, group } => {
                write!(f, "the checksum of table {table}, group {group}, is damaged")
            }
            Self::Commits => f.write_str("the number of commits in the database is damaged"),
            Self::Persons(persons) => {
                write!(f, "{} persons in the replica are not as they were written", persons.len())
            }
        }
    }
}

/// The progress of a check of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseStep {
    /// The engine checks its pages and trees.
    Structure,
    /// A table is read.
    Table(&'static str),
    /// Persons that were checked so far, and in all.
    Persons(u64, u64),
}

/// The observer has stopped the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the check was stopped")]
pub struct Stopped;
