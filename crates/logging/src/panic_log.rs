use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// A thread that panicked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanicRecord {
    /// When.
    pub at: Instant,
    /// The place in the source: file, line and column. Never the message.
    pub place: String,
}

/// Counts the threads that panicked.
#[derive(Debug, Default)]
pub(crate) struct PanicLog {
    count: AtomicU64,
    last: Mutex<Option<PanicRecord>>,
}

impl PanicLog {
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn last(&self) -> Option<PanicRecord> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn note(&self, place: String) {
        self.count.fetch_add(1, Ordering::Relaxed);
        // A hook must not wait: the lock may be held by the thread that panics.
        if let Ok(mut last) = self.last.try_lock() {
            *last = Some(PanicRecord { at: Instant::now(), place });
        }
    }
}
