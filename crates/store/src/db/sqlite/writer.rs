use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::failure::failed;
use super::row_changes::{self, RowChanges};
use super::tx::SqliteTx;
use crate::StoreError;
use crate::db::checksums;
use crate::db::tx::Tx;

/// The one connection that writes, and what it has changed in the transaction under way.
#[derive(Debug)]
pub(super) struct Writer {
    connection: Connection,
    changes: Arc<Mutex<RowChanges>>,
}

impl Writer {
    pub(super) fn of(connection: Connection) -> Result<Self, StoreError> {
        let changes = Arc::new(Mutex::new(RowChanges::default()));
        row_changes::register(&connection)?;
        row_changes::watch(&connection, &changes)?;
        Ok(Self { connection, changes })
    }

    /// Runs `work` in a transaction, for which it waits at most so long behind other processes, and which `begun` may
    /// refuse. What comes of it, and how many commits there have been.
    pub(super) fn write<T>(
        &mut self,
        operation: &'static str,
        wait: Duration,
        begun: impl FnOnce() -> Result<(), StoreError>,
        mut work: impl FnMut(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, u64), StoreError> {
        self.connection.busy_timeout(wait).map_err(failed(operation))?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed(operation))?;
        begun()?;
        let tx = SqliteTx::writing(&transaction, operation, &self.changes);
        // What a transaction that failed has left.
        tx.take_changes();
        let result = work(&Tx::Sqlite(&tx))?;
        let changes = tx.take_changes();
        let commits = checksums::commit(&Tx::Sqlite(&tx), changes)?;
        transaction.commit().map_err(failed(operation))?;
        Ok((result, commits))
    }
}
