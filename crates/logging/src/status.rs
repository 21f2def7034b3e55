use std::io::ErrorKind;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::panic_log::{PanicLog, PanicRecord};

/// How the log stands. Read by health and metrics; whoever logs waits for nothing here.
#[derive(Debug)]
pub struct LogStatus {
    started: Instant,
    lost: AtomicU64,
    last_loss: Mutex<Option<Loss>>,
    /// Lines and bytes that wait in the queue, or are being written.
    pub(crate) lines: AtomicUsize,
    pub(crate) bytes: AtomicUsize,
    /// When the write under way began, in milliseconds since `started`, plus 1; 0 when none is.
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
    /// Too many lines waited to be written: the sink blocks, or is too slow.
    #[error("more lines waited than the queue holds")]
    QueueFull,
    /// The sink refused it.
    #[error("it could not be written: {0}")]
    Write(ErrorKind),
}

impl Default for LogStatus {
    /// Of a log that nothing was written to yet.
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

    /// Lines that were lost since the process started.
    pub fn lost_lines(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// The last loss, if there was one.
    pub fn last_loss(&self) -> Option<Loss> {
        *self.last_loss.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For how long the sink has been taking the line that it is given now; `None` when it is given none.
    pub fn blocked_for(&self) -> Option<Duration> {
        let since = self.writing.load(Ordering::Relaxed).checked_sub(1)?;
        Some(self.started.elapsed().saturating_sub(Duration::from_millis(since)))
    }

    /// Threads that panicked since the process started.
    pub fn panics(&self) -> u64 {
        self.panics.count()
    }

    /// The last panic, if there was one.
    pub fn last_panic(&self) -> Option<PanicRecord> {
        self.panics.last()
    }

    pub(crate) fn note_loss(&self, reason: LossReason) {
        self.lost.fetch_add(1, Ordering::Relaxed);
        // Whoever logs does not wait, also not for a reader of this: then an older loss stays the last one.
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
