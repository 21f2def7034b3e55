use std::sync::Arc;
use std::time::Duration;

use russh::ChannelWriteHalf;
use russh::server::Msg;
use sftp_proto::{BadPacket, Framer, Request, Session};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::budget::{Budget, Share};
use crate::tree::AccountTree;

/// The connection's end of a channel: takes bytes off the connection and never waits.
///
/// Waiting here would stop the connection from reading, and so from learning that the client has room
/// for answers: both would wait for ever. That is how the library's server hangs with paramiko.
#[derive(Debug)]
pub(crate) struct Inlet {
    framer: Framer,
    queue: mpsc::UnboundedSender<Waiting>,
    budget: Arc<Budget>,
}

/// A request that waits for its turn, and the memory that it takes.
#[derive(Debug)]
struct Waiting {
    request: Request,
    _memory: Share,
}

/// Why a channel cannot go on; the connection ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error(transparent)]
    Packet(#[from] BadPacket),
    #[error("more requests of the account are waiting than there is room for")]
    Full,
    #[error("the channel is closed")]
    Closed,
}

/// The other end: answers what is in the queue.
pub(crate) struct Outlet {
    queue: mpsc::UnboundedReceiver<Waiting>,
}

/// When answering ends though the client asks for more.
pub(crate) struct Until {
    /// How long a client may take to take an answer.
    pub(crate) stall: Duration,
    /// Cancelled when the channel is over.
    pub(crate) over: CancellationToken,
    /// To be cancelled when the whole connection must end.
    pub(crate) ended: CancellationToken,
}

/// A queue for the requests of one channel, which wait at the cost of `budget`.
pub(crate) fn channel(budget: Arc<Budget>) -> (Inlet, Outlet) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (Inlet { framer: Framer::default(), queue: sender, budget }, Outlet { queue: receiver })
}

impl Inlet {
    /// Takes in bytes as they arrive.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.framer.feed(bytes);
        while let Some(request) = self.framer.next()? {
            let weight = request.weight() + size_of::<Share>();
            let memory = self.budget.take(weight).ok_or(Broken::Full)?;
            let waiting = Waiting { request, _memory: memory };
            self.queue.send(waiting).map_err(|_| Broken::Closed)?;
        }
        Ok(())
    }
}

impl Outlet {
    /// Answers requests in order until the client says no more, or does not take an answer in time, or
    /// the channel is over.
    pub(crate) async fn answer(
        mut self,
        tree: AccountTree,
        writer: &ChannelWriteHalf<Msg>,
        until: Until,
    ) {
        let Until { stall, over, ended } = until;
        let user = tree.user().clone();
        let mut session = Session::new(tree);
        while let Some(Some(waiting)) = over.run_until_cancelled(self.queue.recv()).await {
            let Waiting { request, _memory } = waiting;
            let packet = session.answer(request).await;
            let sending = tokio::time::timeout(stall, writer.data_bytes(packet));
            match over.run_until_cancelled(sending).await {
                // Not to be cancelled: the client has its file, and closes at once.
                Some(Ok(Ok(()))) => session.sent().await,
                Some(Err(_)) => {
                    warn!(%user, "an SFTP client does not take its answers and is cut off");
                    ended.cancel();
                }
                Some(Ok(Err(_))) | None => break,
            }
        }
        // Not to be cancelled either: what went out is put down with it.
        session.finish().await;
    }
}

/// Tells the client that a channel is closed.
pub(crate) async fn close(writer: &ChannelWriteHalf<Msg>) {
    // Some clients wait for all three before they let go. That nobody hears is no matter.
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
    const WEIGHT: usize = size_of::<Request>() + size_of::<Share>();

    #[test]
    fn an_accounts_requests_have_a_largest_weight_on_all_its_channels() {
        let budget = Arc::new(Budget::new(3 * WEIGHT));
        let (mut one, answers_one) = channel(Arc::clone(&budget));
        let (mut other, mut answers_other) = channel(Arc::clone(&budget));
        one.feed(&READ).unwrap();
        other.feed(&[READ, READ].concat()).unwrap();
        assert!(matches!(one.feed(&READ), Err(Broken::Full)));
        assert!(matches!(other.feed(&READ), Err(Broken::Full)));
        // What was taken from the queue, or will never be, has no weight.
        drop(answers_other.queue.try_recv().unwrap());
        other.feed(&READ).unwrap();
        assert!(matches!(other.feed(&READ), Err(Broken::Full)));
        drop((one, answers_one));
        other.feed(&READ).unwrap();
    }

    #[test]
    fn a_closed_channel_takes_nothing() {
        let (mut inlet, outlet) = channel(Arc::new(Budget::new(usize::MAX)));
        drop(outlet);
        assert!(matches!(inlet.feed(&READ), Err(Broken::Closed)));
    }
}
