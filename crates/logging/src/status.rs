use std::io::ErrorKind;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::panic_log::{PanicLog, PanicRecord};

/// The state of the log, for health and metrics. Logging never waits for a reader of it.
#[derive(Debug)]
pub struct LogStatus {
    started: Instant,
    lost: AtomicU64,
    last_loss: Mutex<Option<Loss>>,
    /// Lines and bytes in the queue, or being written.
    pub(crate) lines: AtomicUsize,
    pub(crate) bytes: AtomicUsize,
    /// The start of the write in progress, in milliseconds since `started`, plus 1; 0 when there is none.
    writing: AtomicU64,
    pub(crate) panics: PanicLog,
}

/// Lines that were lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// When the last one was.
    pub at: Instant,
    /// Why.
    pub reason: LossReason,
}

/// Why a line of the log was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LossReason {
    /// The queue was full: the sink blocks, or is too slow.
    #[error("more lines waited than the queue holds")]
    QueueFull,
    /// The sink refused it.
    #[error("it could not be written: {0}")]
    Write(ErrorKind),
}

impl Default for LogStatus {
    /// The status of a log without any lines.
    fn default() -> Self {
        Self::new()
    }
}

impl LogStatus {
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
            lost: AtomicU64::new(0),
            last_loss: Mutex::new(None),
            lines: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            writing: AtomicU64::new(0),
            panics: PanicLog::default(),
        }
    }

    /// Lines lost since the process started.
    pub fn lost_lines(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// The last loss, if any.
    pub fn last_loss(&self) -> Option<Loss> {
        *self.last_loss.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long the write in progress has taken; `None` when there is none.
    pub fn blocked_for(&self) -> Option<Duration> {
        let since = self.writing.load(Ordering::Relaxed).checked_sub(1)?;
        Some(self.started.elapsed().saturating_sub(Duration::from_millis(since)))
    }

    /// Threads that panicked since the process started.
    pub fn panics(&self) -> u64 {
        self.panics.count()
    }

    /// The last panic, if any.
    pub fn last_panic(&self) -> Option<PanicRecord> {
        self.panics.last()
    }

    pub(crate) fn note_loss(&self, reason: LossReason) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        // Logging must not wait, not even for a reader of this: the older loss stays then.
        if let Ok(mut last) = self.last_loss.try_lock() {
            *last = Some(Loss { at: Instant::now(), reason });
        }
    }

    pub(crate) fn write_begins(&self) {
        let since = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX - 1);
        self.writing.store(since.saturating_add(1), Ordering::Relaxed);
    }

    pub(crate) fn write_ended(&self) {
        self.writing.store(0, Ordering::Relaxed);
    }
}
