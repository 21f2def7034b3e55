//! How the server learns that a client has read what it was sent. SFTP has no acknowledgement, and it proves nothing
//! that the library or the kernel accepted the bytes. But SSH has requests that each side must answer in order: a
//! client that answers one has read everything that was sent before it.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::timeout;

/// Pings without an answer on one channel, before the next one that is sent only because a request came in; and those
/// that are sent when a file is closed. Some clients never answer.
const PINGS: usize = 4;
const PINGS_AT_CLOSE: usize = 16;

/// Answers after which a ping is sent though the client only reads on: usually 2 MiB. Each ping delays clients that
/// read piece by piece: their kernel holds the next request back until the answer to the ping is acknowledged.
const ASK_EVERY: u64 = 64;

/// The longest that a ping waits for the task that answers to let go of an answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far the answers of one channel have come.
#[derive(Debug, Default)]
struct Passage {
    /// Answers that were given to the library.
    begun: AtomicU64,
    /// Answers that the library has put into the stream and released.
    written: AtomicU64,
    /// Whether the task that answers is giving an answer to the library at this moment. Then the library may have put
    /// the answer into the stream, and the client may have read it, before it counts as released.
    handing: AtomicBool,
    /// Told when it is not any more.
    is_handed: Notify,
    /// Pings without an answer.
    pings: AtomicUsize,
    /// Whether the client has ended the channel itself.
    is_ended: AtomicBool,
}

/// The connection's side: sees what comes in, and sends pings.
#[derive(Debug)]
pub(crate) struct Pings {
    passage: Arc<Passage>,
    pongs: mpsc::UnboundedSender<Ping>,
    /// Requests that came in.
    requests: u64,
    /// Answers at the time of the last ping.
    pinged_at: u64,
}

/// The channel's side: sees what goes out, and gets the answers to pings.
#[derive(Debug)]
pub(crate) struct Pongs {
    passage: Arc<Passage>,
    queue: mpsc::UnboundedReceiver<Ping>,
    /// The ping whose answer comes next.
    first: Option<Ping>,
    /// Whether the client has ever answered a ping.
    pub(crate) has_answered: bool,
}

/// The occasion for a ping; later variants are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Occasion {
    /// It reads on.
    Read,
    /// It requests something else.
    Other,
    /// It closes a file.
    Close,
}

/// A ping that was put into the stream after so many answers.
#[derive(Debug)]
struct Ping {
    answers: u64,
    pong: oneshot::Receiver<()>,
}

/// How a connection has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Not yet.
    Open,
    /// The client sent a disconnect message.
    Orderly,
    /// It closed its end without a message. (The kernel of a client that has not read everything resets the connection
    /// instead.)
    HungUp,
    /// It was cut, by whomever.
    ChannelError,
}

/// Tracks how far the answers of a new channel have come.
pub(crate) fn acknowledgements() -> (Pings, Pongs) {
    let passage = Arc::<Passage>::default();
    let (sender, queue) = mpsc::unbounded_channel();
    let pings = Pings { passage: Arc::clone(&passage), pongs: sender, requests: 0, pinged_at: 0 };
    (pings, Pongs { passage, queue, first: None, has_answered: false })
}

impl Pings {
    /// Notes that a request came in; `true` when every answer was on its way before it.
    pub(crate) fn request(&mut self) -> bool {
        let is_in_turn = self.passage.begun.load(Ordering::Acquire) == self.requests;
        self.requests += 1;
        is_in_turn
    }

    /// Waits until each answer that the client can have read counts as released. A client may be faster than the task
    /// that gave the answer to the library: the kernel likes to stop a thread that wakes another one. Limited, though
    /// that task waits for nothing but a processor.
    pub(crate) async fn settle(&self) {
        let Passage { handing, is_handed, .. } = &*self.passage;
        let is_settled = async {
            while handing.load(Ordering::Acquire) {
                is_handed.notified().await;
            }
        };
        // The next request pings for what is not released by then.
        let _ = timeout(PATIENCE, is_settled).await;
    }

    /// The ping to send now: when the client answers it, it has read everything that the library has put into the
    /// stream. Limited to a few unanswered ones, and some more when the client closes files.
    pub(crate) fn ask(&mut self, occasion: Occasion) -> Option<oneshot::Sender<()>> {
        let answers = self.passage.written.load(Ordering::Acquire);
        let may_wait = if occasion == Occasion::Close { PINGS_AT_CLOSE } else { PINGS };
        let least = if occasion == Occasion::Read { ASK_EVERY } else { 1 };
        if answers.saturating_sub(self.pinged_at) < least
            || self.passage.pings.load(Ordering::Acquire) >= may_wait
        {
            return None;
        }
        let (sender, pong) = oneshot::channel();
        self.pongs.send(Ping { answers, pong }).ok()?;
        self.passage.pings.fetch_add(1, Ordering::AcqRel);
        self.pinged_at = answers;
        Some(sender)
    }

    /// Notes that the client has ended the channel.
    pub(crate) fn end(&self) {
        self.passage.is_ended.store(true, Ordering::Release);
    }
}

impl Pongs {
    /// An answer as a buffer that is tracked: the library drops it when it is in the stream.
    pub(crate) fn watched(&self, packet: Vec<u8>) -> Bytes {
        self.passage.begun.fetch_add(1, Ordering::AcqRel);
        Bytes::from_owner(Watched { packet, passage: Arc::clone(&self.passage) })
    }

    /// Gives an answer to the library, by that future. Between its polls the library has not got what is left of it.
    pub(crate) async fn handing<T>(&self, giving: impl Future<Output = T>) -> T {
        let mut giving = pin!(giving);
        poll_fn(|context| {
            self.passage.handing.store(true, Ordering::Release);
            let polled = giving.as_mut().poll(context);
            self.passage.handing.store(false, Ordering::Release);
            self.passage.is_handed.notify_one();
            polled
        })
        .await
    }

    /// Whether the client has ended the channel.
    pub(crate) fn is_ended(&self) -> bool {
        self.passage.is_ended.load(Ordering::Acquire)
    }

    /// Waits for the next number of answers that the client has read; `None` when there will be none. Cancel-safe.
    pub(crate) async fn next(&mut self) -> Option<u64> {
        loop {
            let ping = match &mut self.first {
                Some(ping) => ping,
                None => self.first.insert(self.queue.recv().await?),
            };
            let (answers, is_heard) = (ping.answers, (&mut ping.pong).await.is_ok());
            if self.done(is_heard) {
                return Some(answers);
            }
        }
    }

    /// The same, of answers that have arrived already.
    pub(crate) fn try_next(&mut self) -> Option<u64> {
        loop {
            let ping = match &mut self.first {
                Some(ping) => ping,
                None => self.first.insert(self.queue.try_recv().ok()?),
            };
            let (answers, answered) = (ping.answers, ping.pong.try_recv());
            if answered == Err(oneshot::error::TryRecvError::Empty) {
                return None;
            }
            if self.done(answered.is_ok()) {
                return Some(answers);
            }
        }
    }

    /// Whether an answer to a ping is pending.
    pub(crate) fn is_pending(&self) -> bool {
        self.passage.pings.load(Ordering::Acquire) > 0
    }

    fn done(&mut self, is_heard: bool) -> bool {
        self.first = None;
        self.passage.pings.fetch_sub(1, Ordering::AcqRel);
        self.has_answered |= is_heard;
        is_heard
    }
}

/// Waits until a connection has ended; returns how.
pub(crate) async fn end_of(mut ending: watch::Receiver<Ending>) -> Ending {
    let ended = ending.wait_for(|ending| *ending != Ending::Open).await;
    ended.map_or(Ending::ChannelError, |ending| *ending)
}

/// An answer that reports when it is dropped.
struct Watched {
    packet: Vec<u8>,
    passage: Arc<Passage>,
}

impl AsRef<[u8]> for Watched {
    fn as_ref(&self) -> &[u8] {
        &self.packet
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.passage.written.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use super::*;

    #[test]
    fn ask_before_the_library_has_written_is_silent() {
        let (mut pings, mut pongs) = acknowledgements();
        assert!(pings.ask(Occasion::Close).is_none(), "there was no answer");
        let (one, two) = (pongs.watched(vec![1]), pongs.watched(vec![2]));
        assert!(pings.ask(Occasion::Close).is_none(), "it is in the library still");
        drop(one);
        let pong = pings.ask(Occasion::Close).unwrap();
        drop(two);
        assert_eq!(pongs.try_next(), None);
        pong.send(()).unwrap();
        assert_eq!(pongs.try_next(), Some(1), "the second was written after the question");
        assert!(pongs.has_answered && !pongs.is_pending());
    }

    #[test]
    fn ask_of_a_client_that_does_not_answer_ends() {
        let (mut pings, pongs) = acknowledgements();
        let mut sent = Vec::new();
        for _ in 0..3 * PINGS {
            drop(pongs.watched(vec![1]));
            sent.extend(pings.ask(Occasion::Other));
        }
        assert_eq!(sent.len(), PINGS);
        for _ in 0..3 * PINGS_AT_CLOSE {
            drop(pongs.watched(vec![1]));
            sent.extend(pings.ask(Occasion::Close));
        }
        assert_eq!(sent.len(), PINGS_AT_CLOSE);
    }

    #[test]
    fn ask_of_a_client_that_reads_on_is_rare() {
        let (mut pings, pongs) = acknowledgements();
        let mut sent = Vec::new();
        for _ in 0..2 * ASK_EVERY {
            drop(pongs.watched(vec![1]));
            sent.extend(pings.ask(Occasion::Read));
        }
        assert_eq!(sent.len(), 2);
    }

    #[tokio::test]
    async fn next_of_a_connection_that_ended_is_none() {
        let (mut pings, mut pongs) = acknowledgements();
        drop(pongs.watched(vec![1]));
        drop(pings.ask(Occasion::Other));
        drop(pings);
        assert_eq!(pongs.next().await, None);
        assert!(!pongs.has_answered);
    }

    #[test]
    fn request_is_in_turn_when_all_before_it_were_answered() {
        let (mut pings, pongs) = acknowledgements();
        assert!(pings.request());
        assert!(!pings.request());
        drop((pongs.watched(vec![1]), pongs.watched(vec![2])));
        assert!(pings.request());
    }

    /// The clock stands still and jumps to the next timer when there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn settle_waits_for_an_answer_that_is_being_handed_over_up_to_its_limit() {
        let (mut pings, pongs) = acknowledgements();
        pings.settle().await;
        let answer = pongs.watched(vec![1]);
        pongs.passage.handing.store(true, Ordering::Release);
        let handing = pongs.handing(async { drop(answer) });
        tokio::join!(pings.settle(), handing);
        assert!(pings.ask(Occasion::Close).is_some());
        let _kept = pongs.watched(vec![2]);
        pongs.passage.handing.store(true, Ordering::Release);
        pings.settle().await;
        assert!(pings.ask(Occasion::Close).is_none());
    }

    /// What the library has not taken yet is not in the stream, and the client cannot have read it.
    #[tokio::test(start_paused = true)]
    async fn settle_does_not_wait_for_room_in_the_library() {
        let (pings, pongs) = acknowledgements();
        let _answer = pongs.watched(vec![1]);
        let mut waiting = std::pin::pin!(pongs.handing(std::future::pending::<()>()));
        let is_waiting =
            poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context).is_pending()));
        assert!(is_waiting.await);
        let begun = tokio::time::Instant::now();
        pings.settle().await;
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }
}
