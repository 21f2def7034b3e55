use std::sync::Arc;
use std::time::Duration;

use russh::ChannelWriteHalf;
use russh::server::Msg;
use sftp_proto::{BadPacket, Framer, Request, Session};
use store::SftpUser;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::acknowledgement::{Ending, Occasion, Pings, Pongs, acknowledgements, end_of};
use crate::budget::{Budget, Share};
use crate::tree::AccountTree;

/// The connection's side of a channel: takes bytes off the connection and never waits.
///
/// Waiting here would stop the connection from reading, also the messages that give room for answers: both sides would
/// wait for ever. russh-sftp's server hangs with paramiko for this reason.
#[derive(Debug)]
pub(crate) struct RequestQueueSender {
    framer: Framer,
    queue: mpsc::UnboundedSender<QueuedRequest>,
    budget: Arc<Budget>,
    pings: Pings,
}

/// A request in the queue, and the memory that it takes.
#[derive(Debug)]
struct QueuedRequest {
    request: Request,
    /// Whether everything before it had been answered when it came.
    is_in_turn: bool,
    _memory: Share,
}

/// Why a channel cannot continue; the connection ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChannelError {
    #[error(transparent)]
    Packet(#[from] BadPacket),
    #[error("more requests of the account are waiting than there is room for")]
    Full,
    #[error("the channel is closed")]
    Closed,
}

/// The other end of the queue: answers the requests.
pub(crate) struct RequestQueueReceiver {
    queue: mpsc::UnboundedReceiver<QueuedRequest>,
    pongs: Pongs,
}

/// When answering ends though the client requests more.
pub(crate) struct AnswerLimits {
    /// How long a client may take to accept an answer.
    pub(crate) stall: Duration,
    /// How long to wait, when a client closes a file, for the acknowledgement of what it was sent.
    pub(crate) acknowledgement: Duration,
    /// How the connection ends.
    pub(crate) ending: watch::Receiver<Ending>,
    /// Cancelled when the channel is over.
    pub(crate) over: CancellationToken,
    /// To be cancelled when the whole connection must end.
    pub(crate) ended: CancellationToken,
}

/// A queue for the requests of one channel, whose memory is taken from `budget`.
pub(crate) fn channel(budget: Arc<Budget>) -> (RequestQueueSender, RequestQueueReceiver) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let (pings, pongs) = acknowledgements();
    let inlet = RequestQueueSender { framer: Framer::default(), queue: sender, budget, pings };
    (inlet, RequestQueueReceiver { queue: receiver, pongs })
}

impl RequestQueueSender {
    /// Takes bytes as they arrive. Returns the ping to send now, to learn how much the client has read.
    pub(crate) async fn feed(
        &mut self,
        bytes: &[u8],
    ) -> Result<Option<oneshot::Sender<()>>, ChannelError> {
        self.framer.feed(bytes);
        let (mut occasion, mut question) = (Occasion::Read, None);
        while let Some(request) = self.framer.next()? {
            let weight = request.weight() + size_of::<Share>();
            let memory = self.budget.take(weight).ok_or(ChannelError::Full)?;
            let (of_this, is_in_turn) = (occasion_of(&request), self.pings.request());
            occasion = occasion.max(of_this);
            if of_this == Occasion::Close {
                // The client may end after this request, also one that has asked for more than the file has and does
                // not wait for the answers (libssh2). Before it is queued, because its answer waits only for pings
                // sent by then.
                self.pings.settle().await;
                question = self.pings.ask(of_this).or(question);
            }
            let waiting = QueuedRequest { request, is_in_turn, _memory: memory };
            self.queue.send(waiting).map_err(|_| ChannelError::Closed)?;
        }
        Ok(question.or_else(|| self.pings.ask(occasion)))
    }

    /// Notes that the client has ended the channel.
    pub(crate) fn end(&self) {
        self.pings.end();
    }
}

const fn occasion_of(request: &Request) -> Occasion {
    match request {
        Request::Read { .. } => Occasion::Read,
        Request::Close { .. } => Occasion::Close,
        _ => Occasion::Other,
    }
}

impl RequestQueueReceiver {
    /// Answers requests in order until the client ends the channel, does not accept an answer in time, or the channel
    /// is over.
    pub(crate) async fn answer(
        self,
        tree: AccountTree,
        writer: &ChannelWriteHalf<Msg>,
        until: AnswerLimits,
    ) {
        let user = tree.client.user().clone();
        let Self { mut queue, pongs } = self;
        let mut answering =
            Answering { session: Session::new(tree), pongs, until, closed_in_turn: 0 };
        let over = answering.until.over.clone();
        loop {
            let next = tokio::select! {
                biased;
                () = over.cancelled() => break,
                Some(answers) = answering.pongs.next() => Next::Received(answers),
                waiting = queue.recv() => waiting.map_or(Next::Nothing, Next::Request),
            };
            match next {
                Next::Received(answers) => answering.session.received(answers).await,
                Next::Request(waiting) => {
                    if !answering.answer(waiting, writer, &user).await {
                        break;
                    }
                }
                Next::Nothing => break,
            }
        }
        answering.finish().await;
    }
}

/// The next thing to do.
enum Next {
    Received(u64),
    Request(QueuedRequest),
    Nothing,
}

/// A channel while it is answered.
struct Answering {
    session: Session<AccountTree>,
    pongs: Pongs,
    until: AnswerLimits,
    /// Number of answers before the last request that closed a file when everything had been answered.
    closed_in_turn: u64,
}

impl Answering {
    /// Answers a request; `true` when the client accepted the answer.
    async fn answer(
        &mut self,
        waiting: QueuedRequest,
        writer: &ChannelWriteHalf<Msg>,
        user: &SftpUser,
    ) -> bool {
        let QueuedRequest { request, is_in_turn, _memory } = waiting;
        if matches!(request, Request::Close { .. }) {
            if is_in_turn {
                self.closed_in_turn = self.session.answers();
            }
            self.drain_requests().await;
        }
        let packet = self.pongs.watched(self.session.answer(request).await);
        let sending = self.pongs.handing(timeout(self.until.stall, writer.data_bytes(packet)));
        match self.until.over.run_until_cancelled(sending).await {
            // Must not be cancelled: what is sent is recorded before it can be acknowledged.
            Some(Ok(Ok(()))) => {
                self.session.sent().await;
                true
            }
            Some(Err(_)) => {
                warn!(event = "sftp.stalled", %user, "an SFTP client does not take its answers and is cut off");
                self.until.ended.cancel();
                true
            }
            Some(Ok(Err(_))) | None => false,
        }
    }

    /// Waits for a client that closes a file to acknowledge what it was sent, so that a closed file counts as
    /// collected. The wait is short, and not repeated for a client that does not answer.
    async fn drain_requests(&mut self) {
        let over = self.until.over.clone();
        while !self.session.tree().on_the_way.is_empty() && self.pongs.is_pending() {
            let acknowledged = timeout(self.until.acknowledgement, self.pongs.next());
            match over.run_until_cancelled(acknowledged).await {
                Some(Ok(Some(answers))) => self.session.received(answers).await,
                Some(Err(_)) => {
                    self.until.acknowledgement = Duration::ZERO;
                    return;
                }
                Some(Ok(None)) | None => return,
            }
        }
    }

    /// Records what the client has read. Bytes not known to be read count as not read.
    async fn finish(mut self) {
        while let Some(answers) = self.pongs.try_next() {
            self.session.received(answers).await;
        }
        // Some clients answer no pings. One that closed a file when it had been sent everything it had requested, and
        // then ended the channel or the connection itself, had nothing more to wait for.
        let may_be_silent = self.closed_in_turn > 0 && !self.pongs.has_answered;
        if may_be_silent && !self.session.tree().on_the_way.is_empty() {
            let ending = self.until.ending.clone();
            if self.pongs.is_ended() || end_of(ending).await == Ending::Orderly {
                self.session.received(self.closed_in_turn).await;
            }
        }
        // A client that ended by itself may have read the rest. The place where it continues shows that.
        if !self.session.tree().on_the_way.is_empty()
            && (self.pongs.is_ended()
                || end_of(self.until.ending.clone()).await != Ending::ChannelError)
        {
            self.session.tree().doubt();
        }
        self.session.finish().await;
    }
}

/// Tells the client that a channel is closed.
pub(crate) async fn close(writer: &ChannelWriteHalf<Msg>) {
    // Some clients wait for all three before they let go. Errors are ignored: the client is gone.
    let _ = writer.exit_status(0).await;
    let _ = writer.eof().await;
    let _ = writer.close().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A READ request.
    const READ: [u8; 29] =
        [0, 0, 0, 25, 5, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0];
    /// A CLOSE request.
    const CLOSE: [u8; 17] = [0, 0, 0, 13, 4, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 9];
    const WEIGHT: usize = size_of::<Request>() + size_of::<Share>();

    #[tokio::test]
    async fn an_accounts_requests_have_a_largest_weight_on_all_its_channels() {
        let budget = Arc::new(Budget::new(3 * WEIGHT));
        let (mut one, answers_one) = channel(Arc::clone(&budget));
        let (mut other, mut answers_other) = channel(Arc::clone(&budget));
        one.feed(&READ).await.unwrap();
        other.feed(&[READ, READ].concat()).await.unwrap();
        assert!(matches!(one.feed(&READ).await, Err(ChannelError::Full)));
        assert!(matches!(other.feed(&READ).await, Err(ChannelError::Full)));
        // A request that was taken from the queue, or never will be, uses no memory.
        drop(answers_other.queue.try_recv().unwrap());
        other.feed(&READ).await.unwrap();
        assert!(matches!(other.feed(&READ).await, Err(ChannelError::Full)));
        drop((one, answers_one));
        other.feed(&READ).await.unwrap();
    }

    /// The task that answers the request checks whether a ping was sent, and waits only then. A client may have read an
    /// answer, and close, while that task still has hold of it; libssh2 then closes with reads unanswered.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn feed_of_a_close_asks_behind_the_answer_that_is_being_handed_over() {
        for unanswered in [0, 3] {
            let (mut inlet, mut outlet) = channel(Arc::new(Budget::new(usize::MAX)));
            inlet.feed(&READ).await.unwrap();
            outlet.queue.try_recv().unwrap();
            let packet = outlet.pongs.watched(vec![1]);
            let (read, is_read) = std::sync::mpsc::channel();
            let (stop, stopped) = oneshot::channel();
            let answering = tokio::spawn(async move {
                let handing = async move {
                    let _ = stop.send(());
                    // The thread is stopped here, with the answer in the stream.
                    is_read.recv().unwrap();
                    drop(packet);
                };
                outlet.pongs.handing(handing).await;
                outlet
            });
            stopped.await.unwrap();
            let requests = [&READ.repeat(unanswered)[..], &CLOSE].concat();
            let mut closing = Box::pin(inlet.feed(&requests));
            let is_early = timeout(Duration::ZERO, &mut closing).await.is_ok();
            read.send(()).unwrap();
            assert!(!is_early, "the ping would not be about the answer");
            assert!(closing.await.unwrap().is_some(), "{unanswered} unanswered");
            assert!(answering.await.unwrap().pongs.is_pending());
        }
    }

    #[tokio::test]
    async fn a_closed_channel_takes_nothing() {
        let (mut inlet, outlet) = channel(Arc::new(Budget::new(usize::MAX)));
        drop(outlet);
        assert!(matches!(inlet.feed(&READ).await, Err(ChannelError::Closed)));
    }
}
