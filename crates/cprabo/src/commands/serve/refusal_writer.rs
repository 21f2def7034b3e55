use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::time::Duration;

use clock::Clock;
use error_report::Report;
use net::{RefusalLog, SystemRefusal};
use store::{Store, SystemRefusals};
use tracing::warn;
use workers::{Activity, GrowingPause, Worker, rest};

/// Refusals that may wait to be written. Of one system and kind there is at most one per minute.
const WAITING: usize = 1000;
/// The pause after a failure.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_millis(100), Duration::from_secs(30));
/// How often to check whether the process stops.
const TICK: Duration = Duration::from_millis(100);

/// Writes refusals of known systems to the database, where `cprabo system list` reads them. Nobody waits for it:
/// refusals beyond the queue are counted and logged like all others, and not listed.
pub(super) struct RefusalWriter {
    store: Arc<Store>,
    clock: Clock,
    log: Weak<RefusalLog>,
    queue: Receiver<SystemRefusal>,
    /// Taken from the queue, and not written yet.
    taken: Vec<SystemRefusals>,
}

/// The log of refusals, and the writer for those of known systems.
pub(super) fn refusal_log(store: &Arc<Store>, clock: &Clock) -> (Arc<RefusalLog>, RefusalWriter) {
    let (sender, queue) = sync_channel(WAITING);
    let log = Arc::new(RefusalLog::new(move |refusal| put(&sender, refusal)));
    let writer = RefusalWriter {
        store: Arc::clone(store),
        clock: clock.clone(),
        log: Arc::downgrade(&log),
        queue,
        taken: Vec::new(),
    };
    (log, writer)
}

fn put(queue: &SyncSender<SystemRefusal>, refusal: &SystemRefusal) {
    // Ignored when the queue is full: it was logged and counted. Strangers must not be able to make anyone wait.
    let _ = queue.try_send(refusal.clone());
}

impl RefusalWriter {
    /// Works until `is_over`. Errors are reported to `worker`, and the write is tried again.
    pub(super) fn work(&mut self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut pause = PAUSE;
        while !is_over() {
            worker.beat(Activity::Idle);
            if let Some(log) = self.log.upgrade() {
                log.hand_on_rest(self.clock.now());
            }
            if !self.take() {
                return;
            }
            if self.taken.is_empty() {
                continue;
            }
            worker.beat(Activity::Working("writing refusals"));
            match self.store.note_refusals(&self.taken) {
                Ok(()) => {
                    self.taken.clear();
                    worker.succeeded();
                    pause.reset();
                }
                Err(error) => {
                    warn!(event = "connections.rejections_not_written", waiting = self.taken.len(), error = %Report(&error), "refusals cannot be written now; it is tried again");
                    worker.failed("writing refusals", &error);
                    rest(pause.grow(), is_over);
                }
            }
        }
    }

    /// Takes refusals from the queue, as far as there is room; `false` when no more will come.
    fn take(&mut self) -> bool {
        if self.taken.is_empty() {
            match self.queue.recv_timeout(TICK) {
                Ok(refusal) => self.taken.push(as_stored(refusal)),
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        let room = WAITING.saturating_sub(self.taken.len());
        self.taken.extend(self.queue.try_iter().take(room).map(as_stored));
        true
    }
}

fn as_stored(refusal: SystemRefusal) -> SystemRefusals {
    SystemRefusals {
        system: refusal.system,
        kind: refusal.kind.as_str().to_owned(),
        known_by: refusal.known_by.as_str().to_owned(),
        address: refusal.address.to_string(),
        detail: refusal.detail,
        last_at: refusal.at,
        count: refusal.count,
    }
}
