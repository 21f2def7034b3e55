use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::StoreError;
use crate::error::DatabaseFailure;

/// Writes that one transaction commits: each is on disk when the group's commit is, and none
/// before. Most of a small write's time is the sync of its commit, so many share one.
#[derive(Debug, Default)]
pub(super) struct CommitGroup {
    outcome: Mutex<Option<Outcome>>,
    ended: Condvar,
}

/// The outcome of a group, for each of its members.
pub(super) type Outcome = Result<(), Arc<StoreError>>;

impl CommitGroup {
    /// Sets the outcome for the members; the first one counts.
    pub(super) fn end(&self, outcome: Outcome) {
        self.outcome().get_or_insert(outcome);
        self.ended.notify_all();
    }

    /// The outcome, if there is one within that time.
    pub(super) fn wait(&self, at_most: Duration) -> Option<Outcome> {
        let is_under_way = |outcome: &mut Option<Outcome>| outcome.is_none();
        let waited = self.ended.wait_timeout_while(self.outcome(), at_most, is_under_way);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn outcome(&self) -> MutexGuard<'_, Option<Outcome>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The commit of a write's group failed, and so the write failed.
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
