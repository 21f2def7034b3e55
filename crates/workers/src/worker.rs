use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use clock::Clock;
use error_report::Report;

use crate::status::{Activity, LastError, State, WorkerStatus};

/// The workers of this process.
#[derive(Debug, Clone)]
pub struct Workers {
    clock: Clock,
    all: Arc<Mutex<Vec<Worker>>>,
}

/// A worker, as shared by the work and its supervisor.
#[derive(Debug, Clone)]
pub struct Worker {
    name: &'static str,
    clock: Clock,
    record: Arc<Mutex<Record>>,
}

#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) state: State,
    activity: Activity,
    /// The start of the current activity.
    since: Instant,
    beat: Instant,
    failures: u32,
    last_error: Option<LastError>,
    pub(crate) restarts: u32,
    pub(crate) panicked: Option<Instant>,
}

impl Workers {
    /// Without workers; `clock` dates their errors.
    pub fn new(clock: Clock) -> Self {
        Self { clock, all: Arc::default() }
    }

    /// Adds a worker.
    pub fn add(&self, name: &'static str) -> Worker {
        let now = Instant::now();
        let record = Record {
            state: State::Running,
            activity: Activity::Idle,
            since: now,
            beat: now,
            failures: 0,
            last_error: None,
            restarts: 0,
            panicked: None,
        };
        let worker =
            Worker { name, clock: self.clock.clone(), record: Arc::new(Mutex::new(record)) };
        self.all.lock().unwrap_or_else(PoisonError::into_inner).push(worker.clone());
        worker
    }

    /// The status of each worker, in the order in which they were added.
    pub fn statuses(&self) -> Vec<WorkerStatus> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(Worker::status).collect()
    }
}

impl Worker {
    /// Gives a sign of life, with the current activity.
    pub fn beat(&self, activity: Activity) {
        let now = Instant::now();
        let mut record = self.record();
        record.beat = now;
        if record.activity != activity {
            record.activity = activity;
            record.since = now;
        }
    }

    /// Records that an operation failed.
    pub fn failed(&self, operation: &str, error: &(dyn Error + 'static)) {
        let text = format!("{operation}: {}", Report(error));
        let mut record = self.record();
        record.failures = record.failures.saturating_add(1);
        record.last_error = Some(LastError { at: self.clock.now(), text });
    }

    /// Records that an operation succeeded.
    pub fn succeeded(&self) {
        self.record().failures = 0;
    }

    /// How it stands.
    pub fn status(&self) -> WorkerStatus {
        let record = self.record();
        WorkerStatus {
            name: self.name,
            state: record.state,
            activity: record.activity,
            activity_for: record.since.elapsed(),
            beat_ago: record.beat.elapsed(),
            failures: record.failures,
            last_error: record.last_error.clone(),
            restarts: record.restarts,
            panicked_ago: record.panicked.map(|at| at.elapsed()),
        }
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Held only to read or write a field.
    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worker_that_fails_and_recovers_keeps_its_last_error() {
        let workers = Workers::new(Clock::system());
        let worker = workers.add("test");
        worker.failed("reading a", &std::io::Error::other("torn"));
        worker.failed("reading b", &std::io::Error::other("gone"));
        assert_eq!(worker.status().failures, 2);
        worker.succeeded();
        let status = workers.statuses().remove(0);
        assert_eq!(status.failures, 0);
        assert_eq!(status.last_error.unwrap().text, "reading b: gone");
    }

    #[test]
    fn worker_that_waits_on_says_since_when() {
        let worker = Workers::new(Clock::system()).add("test");
        worker.beat(Activity::WaitingFor("pipeline.lock"));
        let first = worker.record().since;
        worker.beat(Activity::WaitingFor("pipeline.lock"));
        assert_eq!(worker.record().since, first);
        assert!(worker.record().beat >= first);
        worker.beat(Activity::Idle);
        assert_eq!(worker.status().activity, Activity::Idle);
    }
}
