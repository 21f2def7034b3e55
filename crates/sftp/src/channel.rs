use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use russh::ChannelWriteHalf;
use russh::server::Msg;
use sftp_proto::{BadPacket, Framer, Request, Session};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::tree::AccountTree;

/// The connection's end of a channel: takes bytes off the connection and never waits.
///
/// Waiting here would stop the connection from reading, and so from learning that the client has room
/// for answers: both would wait for ever. That is how the library's server hangs with paramiko.
#[derive(Debug)]
pub(crate) struct Inlet {
    framer: Framer,
    queue: mpsc::UnboundedSender<Request>,
    /// Weight of what waits in the queue.
    weight: Arc<AtomicUsize>,
    limit: usize,
}

/// Why a channel cannot go on; the connection ends.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error(transparent)]
    Packet(#[from] BadPacket),
    #[error("more requests are waiting than there is room for")]
    Full,
    #[error("the channel is closed")]
    Closed,
}

/// The other end: answers what is in the queue.
pub(crate) struct Outlet {
    queue: mpsc::UnboundedReceiver<Request>,
    weight: Arc<AtomicUsize>,
}

/// A queue for the requests of one channel, of at most `limit` bytes.
pub(crate) fn channel(limit: usize) -> (Inlet, Outlet) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let weight = Arc::new(AtomicUsize::new(0));
    let inlet =
        Inlet { framer: Framer::default(), queue: sender, weight: Arc::clone(&weight), limit };
    (inlet, Outlet { queue: receiver, weight })
}

impl Inlet {
    /// Takes in bytes as they arrive.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        self.framer.feed(bytes);
        while let Some(request) = self.framer.next()? {
            let weight = request.weight();
            if self.weight.fetch_add(weight, Ordering::Relaxed) + weight > self.limit {
                return Err(Broken::Full);
            }
            self.queue.send(request).map_err(|_| Broken::Closed)?;
        }
        Ok(())
    }
}

impl Outlet {
    /// Answers requests in order until the client says no more, does not take an answer in `stall`, or
    /// the connection ends.
    pub(crate) async fn answer(
        mut self,
        tree: AccountTree,
        writer: ChannelWriteHalf<Msg>,
        stall: Duration,
        ended: CancellationToken,
    ) {
        let mut session = Session::new(tree);
        while let Some(Some(request)) = ended.run_until_cancelled(self.queue.recv()).await {
            self.weight.fetch_sub(request.weight(), Ordering::Relaxed);
            let packet = session.answer(request).await;
            let sending = tokio::time::timeout(stall, writer.data_bytes(packet));
            match ended.run_until_cancelled(sending).await {
                Some(Ok(Ok(()))) => session.sent().await,
                Some(Err(_)) => {
                    debug!("a client did not take its answer in time");
                    ended.cancel();
                }
                Some(Ok(Err(_))) | None => break,
            }
        }
        // Some clients wait for all three before they let go.
        let _ = writer.exit_status(0).await;
        let _ = writer.eof().await;
        let _ = writer.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A READ request.
    const READ: [u8; 29] =
        [0, 0, 0, 25, 5, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0];

    #[test]
    fn the_queue_has_a_largest_weight() {
        let weight = size_of::<Request>();
        let (mut inlet, outlet) = channel(3 * weight);
        for _ in 0..3 {
            inlet.feed(&READ).unwrap();
        }
        assert!(matches!(inlet.feed(&READ), Err(Broken::Full)));
        drop(outlet);
    }

    #[test]
    fn a_closed_channel_takes_nothing() {
        let (mut inlet, outlet) = channel(usize::MAX);
        drop(outlet);
        assert!(matches!(inlet.feed(&READ), Err(Broken::Closed)));
    }
}
