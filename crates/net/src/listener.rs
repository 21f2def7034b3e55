use std::net::SocketAddr;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rustix::io::Errno;
use tokio::io::ReadBuf;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use crate::admission::Admission;
use crate::connection_limits::ConnectionLimits;
use crate::waiting::WaitingConnections;

/// Connections that the system queues until they are accepted. Beyond that, clients retry after a second or more; the
/// system may reduce this to `net.core.somaxconn`.
const BACKLOG: u32 = 4096;
/// The pause when the system cannot give a connection: others will be closed meanwhile.
const BACK_OFF: Duration = Duration::from_millis(50);
/// How many connections are evicted at once when there are no file descriptors left, and how long they have to close
/// their sockets.
const EVICTED_AT_ONCE: usize = 16;
const CLOSING: Duration = Duration::from_millis(2);
/// How long connections may take to end when the listener closes.
const GRACE: Duration = Duration::from_secs(10);

/// A listening socket that accepts connections within its [`ConnectionLimits`], until it is closed.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    limits: Arc<ConnectionLimits>,
}

impl Listener {
    /// Listens on `address`.
    pub async fn bind(address: SocketAddr, limits: Arc<ConnectionLimits>) -> std::io::Result<Self> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        Ok(Self { socket: socket.listen(BACKLOG)?, limits })
    }

    /// The local address, with the port that the system chose if 0 was requested.
    pub fn local_address(&self) -> std::io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// The limits, with their counters.
    pub fn limits(&self) -> &Arc<ConnectionLimits> {
        &self.limits
    }

    /// Calls `handle` for each connection, in a task of its own, until `close` is cancelled. The future that `handle`
    /// returns must close the socket when the [`Admission`] is evicted. When the listener closes, connections have a
    /// grace period to end by themselves; then the remaining futures are dropped. Returns when all have ended.
    pub async fn serve<F, H>(self, close: CancellationToken, handle: H)
    where
        H: Fn(TcpStream, SocketAddr, Arc<Admission>) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let connections = Connections::default();
        let mut waiting = WaitingConnections::new(self.limits.quotas().unauthenticated.waiting);
        while let Some((stream, peer)) = close.run_until_cancelled(self.next(&mut waiting)).await {
            // A rejection is counted and logged where it is decided.
            if let Ok(admission) = self.limits.admit(peer.ip()) {
                connections.start(stream, peer, admission, &handle);
            }
        }
        drop((self.socket, waiting));
        connections.finish().await;
    }

    /// The next connection to be admitted: a new one, or one whose turn has come.
    async fn next(&self, waiting: &mut WaitingConnections) -> (TcpStream, SocketAddr) {
        loop {
            self.limits.counters().count_waiting(waiting.len());
            let accepted = tokio::select! {
                (stream, peer) = waiting.next() => match has_gone(&stream) {
                    true => continue,
                    false => return (stream, peer),
                },
                accepted = self.socket.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => match self.limits.turn(peer.ip()) {
                    None => return (stream, peer),
                    Some(turn) => {
                        if let Some(admitted) = waiting.add(stream, peer, turn) {
                            return admitted;
                        }
                    }
                },
                Err(error) => self.recover(&error).await,
            }
        }
    }

    /// Makes room when the process has no file descriptors left. Unauthenticated connections that hold all of them must
    /// not keep others out.
    async fn recover(&self, error: &std::io::Error) {
        let is_out_of_files =
            matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE));
        let evict = || (0..EVICTED_AT_ONCE).filter(|_| self.limits.evict_one()).count();
        if is_out_of_files && evict() > 0 {
            tokio::time::sleep(CLOSING).await;
        } else {
            warn!(event = "listener.accept_failed", %error, "cannot accept connections: see `ulimit -n`");
            tokio::time::sleep(BACK_OFF).await;
        }
    }
}

/// Whether the client has closed the connection: nothing should be evicted for it.
fn has_gone(stream: &TcpStream) -> bool {
    let mut byte = [0; 1];
    let mut context = Context::from_waker(Waker::noop());
    let peeked = stream.poll_peek(&mut context, &mut ReadBuf::new(&mut byte));
    matches!(peeked, Poll::Ready(Ok(0) | Err(_)))
}

/// The connections that are open.
#[derive(Default)]
struct Connections {
    tasks: TaskTracker,
    cut: CancellationToken,
}

impl Connections {
    fn start<F, H>(&self, stream: TcpStream, peer: SocketAddr, admission: Admission, handle: &H)
    where
        H: Fn(TcpStream, SocketAddr, Arc<Admission>) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        // Answers are small and awaited, so they are not delayed to be merged with others.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "cannot set nodelay");
        }
        let handled = handle(stream, peer, Arc::new(admission));
        let cut = self.cut.clone();
        self.tasks.spawn(async move {
            cut.run_until_cancelled(handled).await;
        });
    }

    async fn finish(&self) {
        self.tasks.close();
        if tokio::time::timeout(GRACE, self.tasks.wait()).await.is_err() {
            warn!(
                event = "connections.cut",
                connections = self.tasks.len(),
                "connections did not end in time and are cut"
            );
            self.cut.cancel();
            self.tasks.wait().await;
        }
    }
}

#[cfg(test)]
mod tests;
