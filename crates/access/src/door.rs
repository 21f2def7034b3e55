use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use crate::gate::Gate;

/// How long to wait when the system has no more descriptors: others will be closed meanwhile.
const BACK_OFF: Duration = Duration::from_millis(100);
/// How long connections may take to end when the door closes.
const GRACE: Duration = Duration::from_secs(10);

/// A listening socket that lets connections in through a [`Gate`] until it is told to close.
#[derive(Debug)]
pub struct Door {
    listener: TcpListener,
    gate: Arc<Gate>,
}

impl Door {
    /// A door at `address`.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn open(address: SocketAddr, gate: Arc<Gate>) -> std::io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await?, gate })
    }

    /// Where it listens; with the port that the system chose, if it was to choose.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Hands each connection to `handle`, in a task of its own, until `close` is cancelled. Returns when
    /// all connections have ended, or a grace period is over.
    pub async fn serve<F, H>(self, close: CancellationToken, handle: H)
    where
        H: Fn(TcpStream, SocketAddr) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let tasks = TaskTracker::new();
        while let Some(accepted) = close.run_until_cancelled(self.listener.accept()).await {
            match accepted {
                Ok((stream, peer)) => self.let_in(&tasks, stream, peer, &handle),
                Err(error) => {
                    warn!(%error, "cannot accept connections");
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
        }
        drop(self.listener);
        tasks.close();
        if tokio::time::timeout(GRACE, tasks.wait()).await.is_err() {
            warn!(connections = tasks.len(), "connections did not end in time and are cut");
        }
    }

    fn let_in<F, H>(&self, tasks: &TaskTracker, stream: TcpStream, peer: SocketAddr, handle: &H)
    where
        H: Fn(TcpStream, SocketAddr) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let Some(pass) = self.gate.enter(peer.ip()) else {
            warn!(peer = %peer.ip(), "too many connections: one is refused");
            return;
        };
        // Answers are small and awaited: they do not wait to be gathered with others.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "cannot set nodelay");
        }
        let handled = handle(stream, peer);
        tasks.spawn(async move {
            handled.await;
            drop(pass);
        });
    }
}
