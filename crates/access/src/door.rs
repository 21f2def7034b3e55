use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, warn};

use crate::gate::{Gate, Pass};
use crate::turned_away::TurnedAway;

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

    /// Hands each connection to `handle`, in a task of its own, until `close` is cancelled. Connections then
    /// have a grace period to end by themselves; those that do not are cut: what `handle` returned is
    /// dropped. Returns when all have ended.
    pub async fn serve<F, H>(self, close: CancellationToken, handle: H)
    where
        H: Fn(TcpStream, SocketAddr) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let visitors = Visitors::default();
        let mut turned_away = TurnedAway::default();
        while let Some(accepted) = close.run_until_cancelled(self.listener.accept()).await {
            match accepted {
                Ok((stream, peer)) => match self.gate.enter(peer.ip()) {
                    Some(pass) => visitors.let_in(pass, stream, peer, &handle),
                    None => {
                        if let Some(count) = turned_away.note(Instant::now()) {
                            warn!(peer = %peer.ip(), count, "too many connections: refused");
                        }
                    }
                },
                Err(error) => {
                    warn!(%error, "cannot accept connections");
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
        }
        drop(self.listener);
        visitors.see_out().await;
    }
}

/// The connections that are open.
#[derive(Default)]
struct Visitors {
    tasks: TaskTracker,
    cut: CancellationToken,
}

impl Visitors {
    fn let_in<F, H>(&self, pass: Pass, stream: TcpStream, peer: SocketAddr, handle: &H)
    where
        H: Fn(TcpStream, SocketAddr) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        // Answers are small and awaited: they do not wait to be gathered with others.
        if let Err(error) = stream.set_nodelay(true) {
            debug!(%error, "cannot set nodelay");
        }
        let handled = handle(stream, peer);
        let cut = self.cut.clone();
        self.tasks.spawn(async move {
            cut.run_until_cancelled(handled).await;
            drop(pass);
        });
    }

    async fn see_out(&self) {
        self.tasks.close();
        if tokio::time::timeout(GRACE, self.tasks.wait()).await.is_err() {
            warn!(connections = self.tasks.len(), "connections did not end in time and are cut");
            self.cut.cancel();
            self.tasks.wait().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;
    use tokio::sync::mpsc;

    use super::*;

    async fn door(in_all: usize) -> (Door, SocketAddr) {
        let gate = Gate::new(in_all, in_all);
        let door = Door::open("127.0.0.1:0".parse().unwrap(), gate).await.unwrap();
        let address = door.address().unwrap();
        (door, address)
    }

    /// The clock stands still and jumps to the next timer when there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn a_connection_that_does_not_end_is_cut_when_the_door_closes() {
        let (door, address) = door(1).await;
        let close = CancellationToken::new();
        let (came, mut comes) = mpsc::unbounded_channel();
        let served = tokio::spawn(door.serve(close.clone(), move |stream, _| {
            came.send(()).unwrap();
            async move {
                let _stream = stream;
                std::future::pending::<()>().await;
            }
        }));
        let mut client = TcpStream::connect(address).await.unwrap();
        comes.recv().await.unwrap();
        close.cancel();
        served.await.unwrap();
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0, "cut");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_ends_is_waited_for() {
        let (door, address) = door(1).await;
        let close = CancellationToken::new();
        let (came, mut comes) = mpsc::unbounded_channel();
        let (went, mut goes) = mpsc::unbounded_channel();
        let ending = close.clone();
        let served = tokio::spawn(door.serve(close.clone(), move |_stream, _| {
            came.send(()).unwrap();
            let (ending, went) = (ending.clone(), went.clone());
            async move {
                ending.cancelled().await;
                tokio::time::sleep(GRACE / 2).await;
                went.send(()).unwrap();
            }
        }));
        let _client = TcpStream::connect(address).await.unwrap();
        comes.recv().await.unwrap();
        close.cancel();
        served.await.unwrap();
        assert!(goes.recv().await.is_some(), "it came to its end");
    }

    #[tokio::test]
    async fn a_connection_without_a_place_is_closed_and_leaves_the_others_alone() {
        let (door, address) = door(1).await;
        let close = CancellationToken::new();
        let (came, mut comes) = mpsc::unbounded_channel();
        let served = tokio::spawn(door.serve(close.clone(), move |stream, _| {
            came.send(stream).unwrap();
            std::future::pending()
        }));
        let mut first = TcpStream::connect(address).await.unwrap();
        let held = comes.recv().await.unwrap();
        let mut second = TcpStream::connect(address).await.unwrap();
        assert_eq!(second.read(&mut [0]).await.unwrap(), 0, "closed by the server");
        held.try_write(b"x").unwrap();
        assert_eq!(first.read(&mut [0]).await.unwrap(), 1);
        served.abort();
    }
}
