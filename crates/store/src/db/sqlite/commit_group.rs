use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::StoreError;
use crate::error::DatabaseFailure;

/// Writes that are committed by one transaction: each is on disk when the group's commit is, and none before. To make
/// sure of a commit is what a small write costs, and many share it.
#[derive(Debug, Default)]
pub(super) struct CommitGroup {
    outcome: Mutex<Option<Outcome>>,
    ended: Condvar,
}

/// How a group ended, for each of its members.
pub(super) type Outcome = Result<(), Arc<StoreError>>;

impl CommitGroup {
    /// Tells the members how it ended; the first word counts.
    pub(super) fn end(&self, outcome: Outcome) {
        self.outcome().get_or_insert(outcome);
        self.ended.notify_all();
    }

    /// How it ended, if it does within that time.
    pub(super) fn wait(&self, at_most: Duration) -> Option<Outcome> {
        let is_under_way = |outcome: &mut Option<Outcome>| outcome.is_none();
        let waited = self.ended.wait_timeout_while(self.outcome(), at_most, is_under_way);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn outcome(&self) -> MutexGuard<'_, Option<Outcome>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a write was committed with failed, and so it did itself.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failed(Arc<StoreError>);

/// The error of a member whose group failed.
pub(super) fn of_member(error: Arc<StoreError>, operation: &'static str) -> StoreError {
    match &*error {
        StoreError::Displaced { path } => StoreError::Displaced { path: PathBuf::clone(path) },
        StoreError::Database { failure, .. } => {
            StoreError::database(operation, *failure, Box::new(Failed(error)))
        }
        _ => StoreError::database(operation, DatabaseFailure::Other, Box::new(Failed(error))),
    }
}
