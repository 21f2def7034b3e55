use std::fmt;
use std::mem::discriminant;

use civil::Pnr;

use crate::StoreError;

/// Something in the database that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseFinding {
    /// SQLite's own check of pages and trees says so.
    Structure(String),
    /// A table's index does not fit it: it can be made anew from the table.
    Index(String),
    /// A table, index or their definition is not that of this version.
    Schema(String),
    /// Rows refer to others that are not there.
    References(u64),
    /// Rows of a group were changed, or are missing, or are more than were written.
    Rows {
        /// The table.
        table: &'static str,
        /// What the rows have in common.
        group: i64,
        /// How many were written.
        written: i64,
        /// How many there are.
        found: i64,
    },
    /// The checksum of a group is itself damaged: it can be made anew from the rows.
    Checksum {
        /// The table.
        table: &'static str,
        /// What the rows have in common.
        group: i64,
    },
    /// The number of commits is damaged: it can be taken from what is known beside the database.
    Commits,
    /// Persons whose row or records are not as they were written: they can be taken from the archive again.
    Persons(Vec<Pnr>),
}

impl DatabaseFinding {
    /// What cannot be read at all is a finding, too; another error stays one.
    pub(crate) fn of_damage(error: StoreError) -> Result<Self, StoreError> {
        if !error.is_damage() {
            return Err(error);
        }
        Ok(Self::Structure(match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        }))
    }

    /// Whether both are about the same thing, whatever was found of it each time.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        let subject = |finding: &Self| match *finding {
            Self::Rows { table, group, .. } | Self::Checksum { table, group } => {
                Some((table, group))
            }
            _ => None,
        };
        discriminant(self) == discriminant(other) && subject(self) == subject(other)
    }

    /// Whether it says that what is looked up may not be found, or not rightly.
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

/// How far a check of the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabaseStep {
    /// SQLite checks its pages and trees.
    Structure,
    /// A table is read.
    Table(&'static str),
    /// Persons so far, and in all.
    Persons(u64, u64),
}

/// Whoever watches a check of the database has called a halt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the check was stopped")]
pub struct Stopped;
