use std::panic::PanicHookInfo;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tracing::error;

use crate::status::LogStatus;

/// A thread that panicked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PanicRecord {
    /// When.
    pub at: Instant,
    /// Where in the source: file, line and column. Never what it said.
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

    fn note(&self, place: String) {
        self.count.fetch_add(1, Ordering::Relaxed);
        // A hook that waits could wait for the very thread that panics.
        if let Ok(mut last) = self.last.try_lock() {
            *last = Some(PanicRecord { at: Instant::now(), place });
        }
    }
}

/// Has panics say nothing until [`crate::start()`] has them logged: what they say may be about a person.
pub fn hide_panic_messages() {
    std::panic::set_hook(Box::new(|_| {}));
}

/// Has every panic counted, and logged with its place. A panic in a hook would end the process: nothing in it waits,
/// and what it logs goes to the queue, which cannot fail.
pub(crate) fn log_panics(status: Arc<LogStatus>) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = place(panic);
        error!(
            event = "process.panic",
            place, "a thread panicked: this is a bug in cprabo, please report the place"
        );
        status.panics.note(place);
    }));
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    panic.location().map_or_else(|| "unknown".to_owned(), ToString::to_string)
}
