use std::sync::{Mutex, PoisonError};

use error_report::Report;
use jiff::{SignedDuration, Timestamp};
use store::{AuditEntry, Store};
use tokio::sync::Semaphore;
use tokio::task::block_in_place;
use tracing::error;

/// Audit entries that may wait, at most.
const WAITING: usize = 256;
/// Of those, how many wait on a thread. They use none of the permits of other writes.
const WRITING: usize = 2;
/// How often dropped entries are logged.
const LOGGED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Writes refused logins to the audit trail. Anybody can cause any number of them, and authenticated clients must not
/// wait for them.
#[derive(Debug)]
pub(crate) struct Audits {
    places: Semaphore,
    writing: Semaphore,
    left_out: Mutex<LeftOut>,
}

#[derive(Debug, Default)]
struct LeftOut {
    count: u64,
    log_written_at: Option<Timestamp>,
}

impl Audits {
    pub(crate) fn new() -> Self {
        Self {
            places: Semaphore::new(WAITING),
            writing: Semaphore::new(WRITING),
            left_out: Mutex::default(),
        }
    }

    /// Writes an entry, if not too many wait already.
    pub(crate) async fn write(&self, store: &Store, entry: &AuditEntry, now: Timestamp) {
        let Ok(_place) = self.places.try_acquire() else {
            if let Some(count) = self.left_out().one_more(now) {
                error!(
                    event = "audit.left_out",
                    count, "too many refused logins wait for the audit trail: these are not in it"
                );
            }
            return;
        };
        // An error would mean a closed semaphore; it is never closed.
        let _permit = self.writing.acquire().await;
        if let Err(error) = block_in_place(|| store.audit(entry, now)) {
            let correlation = entry.author.correlation;
            error!(event = "audit.not_written", error = %Report(&error), %correlation, "cannot write the audit trail");
        }
    }

    fn left_out(&self) -> std::sync::MutexGuard<'_, LeftOut> {
        self.left_out.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LeftOut {
    /// Counts a dropped entry. When a log line is due, returns the number since the last one.
    fn one_more(&mut self, now: Timestamp) -> Option<u64> {
        self.count += 1;
        let is_time =
            self.log_written_at.is_none_or(|at| now.duration_since(at).abs() >= LOGGED_EVERY);
        is_time.then(|| {
            self.log_written_at = Some(now);
            std::mem::take(&mut self.count)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_out_entries_are_logged_once_a_minute_with_their_number() {
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        let mut left_out = LeftOut::default();
        assert_eq!(left_out.one_more(at(0)), Some(1));
        assert_eq!(left_out.one_more(at(1)), None);
        assert_eq!(left_out.one_more(at(59)), None);
        assert_eq!(left_out.one_more(at(60)), Some(3));
    }
}
