use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use error_report::Report;
use store::{Sent, SftpUser, Store, StoreError};
use tokio::sync::oneshot;
use tracing::{error, info, warn};
use workers::{Activity, GrowingPause, Worker, rest};

/// Receipts that may wait to be written. A day's deliveries are fetched in minutes; the database may be busy for as
/// long.
const WAITING: usize = 16 * 1024;
/// Receipts that are written in one transaction.
const TOGETHER: usize = 256;
/// The pause after a failure.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_millis(100), Duration::from_secs(10));
/// How often to check whether the process stops.
const TICK: Duration = Duration::from_millis(100);
/// How long the end of the process waits for a database that cannot be written.
const LONGEST_FAREWELL: Duration = Duration::from_secs(10);

/// The queue of receipts for the bytes that clients have read. While the database cannot be written, no client waits
/// long, and no receipt is lost.
#[derive(Debug, Clone)]
pub struct Receipts(SyncSender<Receipt>);

/// Writes receipts, one transaction after the other.
#[derive(Debug)]
pub struct ReceiptWriter {
    store: Arc<Store>,
    queue: Receiver<Receipt>,
    /// Taken from the queue, and not written yet.
    taken: Vec<Receipt>,
}

#[derive(Debug)]
struct Receipt {
    sent: Sent,
    user: SftpUser,
    file: String,
    noted: oneshot::Sender<()>,
}

/// Both ends.
pub fn receipts(store: Arc<Store>) -> (Receipts, ReceiptWriter) {
    let (sender, receiver) = sync_channel(WAITING);
    (Receipts(sender), ReceiptWriter { store, queue: receiver, taken: Vec::new() })
}

impl Receipts {
    /// Queues a receipt; the returned channel reports when it is written. `None` when the queue is full: it is not
    /// recorded.
    pub(crate) fn put(
        &self,
        user: &SftpUser,
        file: &str,
        sent: Sent,
    ) -> Option<oneshot::Receiver<()>> {
        let (noted, is_noted) = oneshot::channel();
        let receipt = Receipt { sent, user: user.clone(), file: file.to_owned(), noted };
        if self.0.try_send(receipt).is_err() {
            error!(event = "receipt.lost", %user, file, "too many receipts wait to be written: this one is lost, and the file counts as not collected unless more of it is fetched");
            return None;
        }
        Some(is_noted)
    }
}

impl ReceiptWriter {
    /// Works until all senders are gone, which is some time after `is_over` is true. Errors are reported to `worker`,
    /// and the write is tried again.
    pub fn work(&mut self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut pause = PAUSE;
        let mut over_since = None;
        while self.take(worker) {
            match self.write() {
                Ok(()) => {
                    worker.succeeded();
                    pause.reset();
                }
                // All others are written and reported.
                Err(error) if self.taken.is_empty() => worker.failed("writing a receipt", &error),
                Err(error) => {
                    warn!(event = "receipt.not_written", waiting = self.taken.len(), error = %Report(&error), "receipts cannot be written now; it is tried again");
                    worker.failed("writing receipts", &error);
                    worker.beat(Activity::WaitingFor("the database"));
                    rest(pause.grow(), &|| false);
                }
            }
            if is_over() {
                let since = over_since.get_or_insert_with(Instant::now);
                if since.elapsed() > LONGEST_FAREWELL {
                    break;
                }
            }
        }
        if !self.taken.is_empty() {
            error!(
                event = "receipt.lost",
                receipts = self.taken.len(),
                "receipts could not be written before the process ended"
            );
        }
    }

    /// Takes receipts from the queue; `false` when no more will come.
    fn take(&mut self, worker: &Worker) -> bool {
        if self.taken.is_empty() {
            worker.beat(Activity::Idle);
            match self.queue.recv_timeout(TICK) {
                Ok(receipt) => self.taken.push(receipt),
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        while self.taken.len() < TOGETHER {
            match self.queue.try_recv() {
                Ok(receipt) => self.taken.push(receipt),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
            }
        }
        worker.beat(Activity::Working("writing receipts"));
        true
    }

    fn write(&mut self) -> Result<(), StoreError> {
        if self.taken.is_empty() {
            return Ok(());
        }
        match self.store.note_sent(&sent_of(&self.taken)) {
            Ok(collected) => {
                log_written(self.taken.drain(..).zip(collected));
                Ok(())
            }
            // The damage of one of them; the others are written without it.
            Err(error) if error.is_damage() => self.write_one_by_one(),
            Err(error) => Err(error),
        }
    }

    /// Drops receipts whose deliveries' rows are damaged: another try would fail too. Returns the last error, when the
    /// others are written.
    fn write_one_by_one(&mut self) -> Result<(), StoreError> {
        let mut damaged = None;
        while let Some(receipt) = self.taken.first() {
            match self.store.note_sent(std::slice::from_ref(&receipt.sent)) {
                Ok(collected) => log_written(self.taken.drain(..1).zip(collected)),
                Err(error) if error.is_damage() => {
                    let Receipt { user, file, .. } = self.taken.remove(0);
                    error!(event = "receipt.lost", %user, file, error = %Report(&error), "what is known of this delivery is damaged, so that its receipt cannot be written and the file counts as not collected: run cprabo verify");
                    damaged = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        damaged.map_or(Ok(()), Err)
    }
}

fn sent_of(receipts: &[Receipt]) -> Vec<Sent> {
    receipts.iter().map(|receipt| receipt.sent.clone()).collect()
}

/// Logs for written receipts whether they completed their files.
fn log_written(written: impl Iterator<Item = (Receipt, bool)>) {
    for (receipt, is_collected) in written {
        let Receipt { sent: Sent { ssh_key, .. }, user, file, noted } = receipt;
        if is_collected {
            info!(event = "delivery.collected", %user, file, ssh_key, "file collected");
        }
        // Ignored: the receiver may be gone.
        let _ = noted.send(());
    }
}
