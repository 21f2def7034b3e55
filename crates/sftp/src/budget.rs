use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use store::SystemId;

/// The memory that an account's waiting requests may take, over all its connections: an account's load does not affect
/// others.
#[derive(Debug)]
pub(crate) struct Budgets {
    limit: usize,
    accounts: Mutex<HashMap<SystemId, Arc<Budget>>>,
}

/// The memory for the waiting requests of one account.
#[derive(Debug)]
pub(crate) struct Budget {
    limit: usize,
    taken: AtomicUsize,
}

/// A part of a budget. Dropping it gives the part back.
#[derive(Debug)]
pub(crate) struct Share {
    budget: Arc<Budget>,
    bytes: usize,
}

impl Budgets {
    /// Budgets of `limit` bytes each.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, accounts: Mutex::default() }
    }

    /// The budget of an account. It is never removed: accounts are few.
    pub(crate) fn of(&self, account: SystemId) -> Arc<Budget> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(accounts.entry(account).or_insert_with(|| Arc::new(Budget::new(self.limit))))
    }
}

impl Budget {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { limit, taken: AtomicUsize::new(0) }
    }

    /// Takes that many bytes; `None` when fewer are left.
    pub(crate) fn take(self: &Arc<Self>, bytes: usize) -> Option<Share> {
        let take = |taken: usize| taken.checked_add(bytes).filter(|taken| *taken <= self.limit);
        // Nothing else depends on the order of this operation.
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).ok()?;
        Some(Share { budget: Arc::clone(self), bytes })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.budget.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_limited_and_given_back() {
        let budget = Arc::new(Budget::new(10));
        let (four, six) = (budget.take(4).unwrap(), budget.take(6).unwrap());
        assert!(budget.take(1).is_none() && budget.take(usize::MAX).is_none());
        assert!(budget.take(0).is_some());
        drop(four);
        assert!(budget.take(5).is_none());
        let four = budget.take(4).unwrap();
        drop((four, six));
        assert!(budget.take(10).is_some());
    }
}
