use std::ops::Deref;
use std::sync::{Mutex, PoisonError};

use rusqlite::Transaction;

use crate::StoreError;
use crate::sqlite::checksums::{self, RowChanges};

/// A write transaction. What its statements change is summed up as they go, and goes into the checksums of the tables
/// with the commit.
pub(in crate::sqlite) struct Tx<'a> {
    transaction: Transaction<'a>,
    changes: &'a Mutex<RowChanges>,
}

impl<'a> Tx<'a> {
    pub(super) fn new(transaction: Transaction<'a>, changes: &'a Mutex<RowChanges>) -> Self {
        let tx = Self { transaction, changes };
        // What a transaction that failed has left.
        tx.take_changes();
        tx
    }

    /// Commits; how many commits there have been.
    pub(super) fn commit(self, operation: &'static str) -> Result<u64, StoreError> {
        let changes = self.take_changes();
        let commits = checksums::store(&self.transaction, changes)?;
        self.transaction.commit().map_err(StoreError::database(operation))?;
        Ok(commits)
    }

    /// Computes all checksums anew from the rows as they are.
    pub(in crate::sqlite) fn adopt(&self) -> Result<(), StoreError> {
        // Statements before this are in what is computed.
        checksums::adopt(&self.transaction)?;
        self.take_changes();
        Ok(())
    }

    fn take_changes(&self) -> RowChanges {
        std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Transaction<'a> {
        &self.transaction
    }
}
