//! Work that one process does at a time, and what keeps a late one from doing harm.
//!
//! A file lock or a lease of time says who should work. Neither stops a process that was suspended
//! and goes on when another has taken over. So each write under a lease counts up the lease's row in
//! the same transaction, from the number that the process has seen last. Whoever missed a write of
//! another finds another number, and nothing is written.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::StoreError;
use crate::db::{Tx, values};

/// Work that one process does at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseName {
    /// Recording, applying and delivering extracts.
    Pipeline,
    /// Writing loads.
    Load,
}

impl LeaseName {
    /// The name in the database and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pipeline => "pipeline",
            Self::Load => "load",
        }
    }
}

/// A lease, with its epoch: the number of writes that were made under it.
///
/// A write whose commit failed is not counted. If the commit was made after all, the next write is
/// refused, and the process begins anew.
#[derive(Debug)]
pub(crate) struct Lease {
    name: LeaseName,
    epoch: Mutex<i64>,
}

impl Lease {
    /// The lease as it is now.
    pub(crate) fn read(tx: &Tx<'_>, name: LeaseName) -> Result<Self, StoreError> {
        let select = "SELECT epoch FROM lease WHERE name = ?1";
        let epoch = tx.query_opt(select, &values![name.as_str()], |row| row.get("epoch"))?;
        Ok(Self { name, epoch: Mutex::new(epoch.ok_or(StoreError::Corrupt("lease"))?) })
    }

    /// Keeps other writes under this lease by this process waiting for one write.
    pub(crate) fn lock(&self) -> LeasedWrite<'_> {
        let epoch = self.epoch.lock().unwrap_or_else(PoisonError::into_inner);
        LeasedWrite { name: self.name, epoch }
    }
}

/// One write under a lease.
pub(crate) struct LeasedWrite<'a> {
    name: LeaseName,
    epoch: MutexGuard<'a, i64>,
}

impl LeasedWrite<'_> {
    /// Counts the write, or refuses it.
    pub(crate) fn count(&self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let update = "UPDATE lease SET epoch = epoch + 1 WHERE name = ?1 AND epoch = ?2";
        match tx.execute(update, &values![self.name.as_str(), *self.epoch])? {
            1 => Ok(()),
            _ => Err(StoreError::LeaseLost { name: self.name.as_str() }),
        }
    }

    /// The write is committed.
    pub(crate) fn committed(mut self) {
        *self.epoch += 1;
    }
}
