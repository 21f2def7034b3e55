use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use causes::Causes;
use store::{Sent, SftpUser, Store, StoreError};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tracing::{error, info, warn};
use workers::{Activity, GrowingPause, Worker, rest};

/// Receipts that may wait to be written. A day's deliveries are fetched in minutes; the database may be busy for as
/// long.
const WAITING: usize = 16 * 1024;
/// Receipts that are written in one transaction.
const TOGETHER: usize = 256;
/// How long to wait after a failure.
const PAUSE: GrowingPause = GrowingPause::new(Duration::from_millis(100), Duration::from_secs(10));
/// How often it is looked whether the process stops.
const TICK: Duration = Duration::from_millis(100);
/// How long the end of the process waits for a database that cannot be written.
const LONGEST_FAREWELL: Duration = Duration::from_secs(10);

/// Where it is put down which bytes went out. A database that cannot be written now keeps no client waiting for long,
/// and loses no receipt.
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
    /// Puts down which bytes of a file went out, and waits for that to be written, but not for longer than `patience`.
    pub(crate) async fn note(&self, user: &SftpUser, file: &str, sent: Sent, patience: Duration) {
        let (noted, is_noted) = oneshot::channel();
        let receipt = Receipt { sent, user: user.clone(), file: file.to_owned(), noted };
        if self.0.try_send(receipt).is_err() {
            error!(event = "receipt.lost", %user, file, "too many receipts wait to be written: this one is lost, and the file counts as not collected");
            return;
        }
        // Whether it was written by then or not: it will be.
        let _ = timeout(patience, is_noted).await;
    }
}

impl ReceiptWriter {
    /// Works until nobody can put down any more, which is some time after the process was told to stop (`is_over`). What
    /// cannot be written is told to `worker`, and tried again.
    pub fn work(&mut self, is_over: &dyn Fn() -> bool, worker: &Worker) {
        let mut pause = PAUSE;
        let mut over_since = None;
        while self.take(worker) {
            match self.write() {
                Ok(()) => {
                    worker.succeeded();
                    pause.reset();
                }
                Err(error) => {
                    warn!(event = "receipt.not_written", waiting = self.taken.len(), error = %Causes(&error), "receipts cannot be written now; it is tried again");
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

    /// Takes what waits; whether there is more to come.
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
        let sent: Vec<Sent> = self.taken.iter().map(|receipt| receipt.sent.clone()).collect();
        let collected = self.store.note_sent(&sent)?;
        for (receipt, is_collected) in self.taken.drain(..).zip(collected) {
            let Receipt { sent: Sent { ssh_key, .. }, user, file, noted } = receipt;
            if is_collected {
                info!(event = "delivery.collected", %user, file, ssh_key, "file collected");
            }
            // Whoever waited may have gone.
            let _ = noted.send(());
        }
        Ok(())
    }
}
