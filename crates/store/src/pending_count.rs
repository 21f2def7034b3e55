use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::model::CallCount;

/// Calls that the next write of a store counts in its transaction.
#[derive(Debug, Clone)]
pub(crate) struct PendingCount(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    count: CallCount,
    is_done: AtomicBool,
}

impl PendingCount {
    pub(crate) fn new(count: CallCount) -> Self {
        Self(Arc::new(Inner { count, is_done: AtomicBool::new(false) }))
    }

    /// The calls; `None` once they are counted.
    pub(crate) fn waiting(&self) -> Option<&CallCount> {
        (!self.is_done()).then_some(&self.0.count)
    }

    /// Whether they are counted, on disk.
    pub(crate) fn is_done(&self) -> bool {
        self.0.is_done.load(Ordering::Acquire)
    }

    /// Their transaction was committed.
    pub(crate) fn committed(&self) {
        self.0.is_done.store(true, Ordering::Release);
    }
}
