//! The store as everyone sees it: one file for each part of what it remembers.

mod filters;
mod ledger;
mod loads;
mod parties;
mod retention;
mod runs;
mod seed;

use std::path::Path;

use crate::StoreError;
use crate::sqlite::Sqlite;

pub use filters::FilterEdit;
pub use seed::Seed;

/// The database behind everything: replica, parties, filters, runs, ledger, audit trail.
///
/// Calls block; servers make them on threads that may. What a call has answered is on disk, and every
/// later call, by whomever, sees it.
#[derive(Debug)]
pub enum Store {
    /// One SQLite file on this machine.
    Sqlite(Sqlite),
}

/// How much there is of what a person asks first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Systems.
    pub systems: u64,
    /// Agreements, in force or not.
    pub agreements: u64,
    /// Persons in the replica.
    pub persons: u64,
    /// Deliveries that were published and neither fetched nor removed.
    pub uncollected: u64,
}

/// Hands each call to the backend.
macro_rules! on {
    ($store:expr, $db:ident => $call:expr) => {
        match $store {
            Store::Sqlite($db) => $call,
        }
    };
}

use on;

impl Store {
    /// Opens the SQLite database at `path`, made anew if there is none.
    ///
    /// # Errors
    /// When it cannot be opened, or was written by a newer cprabo.
    pub fn sqlite(path: &Path) -> Result<Self, StoreError> {
        Sqlite::open(path).map(Self::Sqlite)
    }

    /// How much there is of what a person asks first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        on!(self, db => db.counts())
    }
}
