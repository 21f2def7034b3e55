//! The embedded store: what each call does, in SQL.

mod agreements;
mod apply;
mod audit;
mod calendar;
mod candidates;
mod checksums;
mod clock_state;
mod closing;
mod collections;
mod columns;
mod commit_number;
mod counts;
mod database;
mod day;
mod day_filters;
mod deliveries;
mod delivery_problems;
mod disclosed;
mod filter_history;
mod filter_value;
mod filters;
mod first_data;
mod followed;
mod installation;
mod legacy_ssh;
mod load_restriction;
mod load_work;
mod loads;
mod mend;
mod migrate;
mod mtimes;
mod other_disclosures;
mod person_row;
#[cfg(test)]
mod plan;
mod records_codec;
mod refusals;
mod replays;
mod retention;
mod runs;
mod seed;
mod sent;
mod systems;
mod trace;
mod traced_deliveries;
mod undo;
mod verify;

pub(crate) use seed::Seeding;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::StoreError;
use crate::model::{Author, CallLimits};
use database::{Calls, Database, Tx};

/// A SQLite database, as calls of one kind use it.
#[derive(Debug, Clone)]
pub struct Sqlite {
    database: Arc<Database>,
    calls: Calls,
}

impl Sqlite {
    /// Makes the database at `path`, or opens the one that is there, and brings its schema up to date.
    pub(crate) fn create(path: &Path) -> Result<Self, StoreError> {
        Database::create(path).map(Self::of)
    }

    /// Opens the database at `path`, which must be there, and brings its schema up to date.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        Database::open(path).map(Self::of)
    }

    /// The same, also where it does not know how many commits it has.
    pub(crate) fn open_to_verify(path: &Path) -> Result<Self, StoreError> {
        Database::open_to_verify(path).map(Self::of)
    }

    /// The same, whatever it once told somebody of.
    pub(crate) fn open_accepting_loss(path: &Path) -> Result<Self, StoreError> {
        Database::open_accepting_loss(path).map(Self::of)
    }

    fn of(database: Database) -> Self {
        Self { database: Arc::new(database), calls: Calls::new(CallLimits::WORK) }
    }

    /// The same database for calls within other limits.
    pub(crate) fn with_limits(&self, limits: CallLimits) -> Self {
        Self { database: Arc::clone(&self.database), calls: Calls::new(limits) }
    }

    /// Notes how many commits there are.
    pub(crate) fn settle(&self) {
        self.database.settle();
    }

    /// Whether the files are still those that were opened.
    pub(crate) fn check_in_place(&self) -> Result<(), StoreError> {
        self.database.check_in_place()
    }

    /// Why the number of commits cannot be noted.
    pub(crate) fn not_noted(&self) -> Option<String> {
        self.database.not_noted()
    }

    /// What was found damaged last.
    pub(crate) fn damage(&self) -> Option<String> {
        self.database.damage()
    }

    /// Takes everything as it is stored now for what was written.
    pub(crate) fn adopt(&self, author: &Author, at: Timestamp) -> Result<(), StoreError> {
        let commits = self.database.known_commits()?;
        self.write("adopting the database as it is", |tx| {
            commit_number::mend(tx, commits)?;
            tx.adopt()?;
            audit::done(tx, author, at, "adopt database", "checksums of all tables".to_owned())
        })?;
        self.database.clear_damage();
        Ok(())
    }

    fn path(&self) -> &Path {
        &self.database.path
    }

    /// Runs `work` in a write transaction: all of it happens, or nothing.
    fn write<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.database.write(&self.calls, operation, work)
    }

    /// Runs `work` on one consistent state, beside any writer.
    fn read<T>(
        &self,
        operation: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.database.read(&self.calls, operation, work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let db = Sqlite::create(&folder.path().join("cprabo.db")).unwrap();
        let insert = "INSERT INTO dictionary (id, bytes) VALUES (1, x'00')";
        let failed: Result<(), StoreError> = db.write("testing", |tx| {
            tx.execute(insert, []).unwrap();
            Err(StoreError::NotFound("reason to go on".into()))
        });
        assert!(failed.is_err());
        let count: i64 = db
            .read("testing", |tx| {
                Ok(tx.query_row("SELECT count(*) FROM dictionary", [], |row| row.get(0)).unwrap())
            })
            .unwrap();
        assert_eq!(count, 0);
    }
}
