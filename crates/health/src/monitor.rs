//! Takes a snapshot of the health on a thread of its own: requests get the last one, and wait for nothing.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::time::timeout;
use workers::{Activity, Worker};

use crate::alert::AlertKind;
use crate::document::Health;
use crate::look::DatabaseProbe;
use crate::metrics::metrics;
use crate::sources::Sources;

/// How often it looks without a request.
const EVERY: Duration = Duration::from_secs(2);
/// How often a pause checks whether the process stops.
const TICK: Duration = Duration::from_millis(50);
/// The age at which the last snapshot is itself an alert.
const STALE: Duration = Duration::from_secs(15);

/// The result of one look.
#[derive(Debug, Clone)]
pub struct Snapshot {
    began: Instant,
    health: Health,
    metrics: String,
}

/// Looks, again and again.
#[derive(Debug)]
pub struct Monitor {
    sources: Sources,
    requests: Receiver<()>,
    snapshots: watch::Sender<Arc<Snapshot>>,
}

/// The last snapshot, for requests.
#[derive(Debug, Clone)]
pub struct Snapshots {
    ask: SyncSender<()>,
    last: watch::Receiver<Arc<Snapshot>>,
}

/// A monitor, and the handle to its snapshots.
pub fn monitor(sources: Sources) -> (Monitor, Snapshots) {
    let (ask, requests) = sync_channel(1);
    let (snapshots, last) = watch::channel(Arc::new(Snapshot::starting(sources.clock.now())));
    (Monitor { sources, requests, snapshots }, Snapshots { ask, last })
}

impl Monitor {
    /// Looks until `is_over`.
    pub fn work(&self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        while !is_over() {
            worker.beat(Activity::Working("checking the health"));
            self.snapshots.send_replace(Arc::new(Snapshot::take(&self.sources)));
            worker.beat(Activity::Idle);
            self.rest(is_over);
        }
    }

    /// Sleeps until the next look is requested or due.
    fn rest(&self, is_over: &dyn Fn() -> bool) {
        let begun = Instant::now();
        while begun.elapsed() < EVERY && !is_over() {
            match self.requests.recv_timeout(TICK) {
                Ok(()) => return,
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody can ask any more.
                Err(RecvTimeoutError::Disconnected) => std::thread::sleep(TICK),
            }
        }
    }
}

impl Snapshots {
    /// A new snapshot, if it comes within `wait`; otherwise the last one.
    pub async fn fresh(&self, wait: Duration) -> Arc<Snapshot> {
        let begun = Instant::now();
        // An error means that a look was requested already.
        let _ = self.ask.try_send(());
        let mut last = self.last.clone();
        let newer = timeout(wait, last.wait_for(|snapshot| snapshot.began >= begun)).await;
        match newer {
            Ok(Ok(snapshot)) => Arc::clone(&snapshot),
            _ => Arc::clone(&self.last.borrow()),
        }
    }
}

impl Snapshot {
    /// The health before the first look.
    fn starting(now: Timestamp) -> Self {
        let troubles = vec![AlertKind::Server.of("the server is starting".to_owned())];
        let health = Health { at: now, troubles, ..Health::default() };
        Self { began: Instant::now(), health, metrics: String::new() }
    }

    /// Looks now. Takes as long as disk and database take.
    pub fn take(sources: &Sources) -> Self {
        let began = Instant::now();
        let now = sources.clock.now();
        let mut probe = DatabaseProbe::begin();
        let health = Health::probing(sources, now, &mut probe);
        let metrics = metrics(sources, &health, now, &mut probe);
        Self { began, health, metrics }
    }

    /// The health in this snapshot; an old snapshot is an alert, too.
    pub fn health(&self) -> Health {
        let age = self.began.elapsed();
        let health = self.health.clone();
        if age < STALE {
            return health;
        }
        let what = format!(
            "the health was not checked for {} s: the disk or the database does not answer",
            age.as_secs()
        );
        health.with(AlertKind::Server.of(what))
    }

    /// The metrics, in the text format of OpenMetrics.
    pub fn metrics(&self) -> &str {
        &self.metrics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshot_that_is_old_is_a_trouble_whatever_it_says() {
        let mut snapshot = Snapshot::starting(Timestamp::now());
        snapshot.health.troubles.clear();
        snapshot.health.healthy = true;
        assert!(snapshot.health().healthy);
        snapshot.began = Instant::now().checked_sub(STALE).unwrap();
        let health = snapshot.health();
        assert!(!health.healthy && health.troubles[0].what.contains("not checked"));
    }
}
