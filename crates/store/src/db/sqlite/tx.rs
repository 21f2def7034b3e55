use std::sync::Mutex;

use rusqlite::{CachedStatement, Connection, params_from_iter};

use super::failure::failed;
use super::hints::with_hints;
use super::row::SqliteRow;
use super::row_changes::RowChanges;
use crate::StoreError;
use crate::db::value::Value;

/// A transaction on a connection.
pub(crate) struct SqliteTx<'a> {
    pub(super) connection: &'a Connection,
    /// The operation, for errors.
    pub(super) operation: &'static str,
    /// The changes of its statements, if it writes.
    changes: Option<&'a Mutex<RowChanges>>,
}

impl<'a> SqliteTx<'a> {
    /// A transaction that reads.
    pub(super) const fn reading(connection: &'a Connection, operation: &'static str) -> Self {
        Self { connection, operation, changes: None }
    }

    /// A transaction that writes. The changes of its statements are summed up.
    pub(super) const fn writing(
        connection: &'a Connection,
        operation: &'static str,
        changes: &'a Mutex<RowChanges>,
    ) -> Self {
        Self { connection, operation, changes: Some(changes) }
    }

    /// Takes the changes so far.
    pub(super) fn take_changes(&self) -> RowChanges {
        self.changes.map(RowChanges::take).unwrap_or_default()
    }

    pub(in crate::db) fn for_each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(SqliteRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.for_each_prepared(&mut self.prepare(sql)?, values, visit)
    }

    pub(in crate::db) fn execute(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        self.execute_prepared(&mut self.prepare(sql)?, values)
    }

    /// A statement, prepared now or kept from before.
    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'a>, StoreError> {
        self.connection.prepare_cached(&with_hints(sql)).map_err(failed(self.operation))
    }

    pub(super) fn execute_prepared(
        &self,
        statement: &mut CachedStatement<'_>,
        values: &[Value<'_>],
    ) -> Result<u64, StoreError> {
        let changed = statement.execute(params_from_iter(values));
        changed.map(|rows| rows as u64).map_err(failed(self.operation))
    }

    pub(super) fn for_each_prepared(
        &self,
        statement: &mut CachedStatement<'_>,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(SqliteRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut rows = statement.query(params_from_iter(values)).map_err(failed(self.operation))?;
        while let Some(row) = rows.next().map_err(failed(self.operation))? {
            visit(SqliteRow::new(row))?;
        }
        Ok(())
    }
}
