use super::person_row::{ChangedPerson, PersonRow};
use super::row::Row;
use super::sqlite::SqliteTx;
use super::value::Value;
use crate::StoreError;
use crate::model::RunId;

/// A transaction of whatever engine: all of its statements happen or none, on one consistent state. Statements are
/// written in the SQL that the engines share (`crates/store/README.md`), with their values at `?1`, `?2` …; each is
/// prepared once for a connection and kept.
pub(crate) enum Tx<'a> {
    /// SQLite's.
    Sqlite(&'a SqliteTx<'a>),
}

impl Tx<'_> {
    /// Runs a query and visits each row as it is found.
    pub(crate) fn for_each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut visit: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.for_each(sql, values, &mut |row| visit(&Row::Sqlite(row))),
        }
    }

    /// Runs a query and maps each row.
    pub(crate) fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.for_each(sql, values, |row| {
            found.push(map(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of a query, mapped.
    pub(crate) fn query_opt<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.query(sql, values, map)?.into_iter().next())
    }

    /// Whether a query finds anything.
    pub(crate) fn exists(&self, sql: &str, values: &[Value<'_>]) -> Result<bool, StoreError> {
        Ok(self.query_opt(sql, values, |_| Ok(()))?.is_some())
    }

    /// Runs a statement; how many rows it changed.
    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(tx) => tx.execute(sql, values),
        }
    }

    /// Runs an `INSERT … RETURNING id` of one row; its id.
    pub(crate) fn insert(&self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        self.query_opt(sql, values, |row| row.get("id"))?.ok_or(StoreError::Corrupt("id"))
    }

    /// Puts many persons into the replica, in rising order of number, in place of what was there; how many.
    pub(crate) fn put_persons<'p>(
        &self,
        persons: &mut dyn Iterator<Item = Result<PersonRow<'p>, StoreError>>,
    ) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(tx) => super::sqlite::put_persons(tx, persons),
        }
    }

    /// The same for persons whom a run has changed: with what it found on each, where each lived before by the replica,
    /// and each one's row as it was.
    pub(crate) fn put_changes<'p>(
        &self,
        run: RunId,
        persons: &mut dyn Iterator<Item = ChangedPerson<'p>>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => super::sqlite::put_changes(tx, run, persons),
        }
    }
}
