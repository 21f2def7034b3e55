use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use access::{Door, Throttle};
use clock::Clock;
use russh::Disconnect;
use russh::server::{Config, RunningSession, run_stream};
use store::{Shelf, Store};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::connection::{Connection, Ended};
use crate::host_keys::HostKeys;
use crate::limits::Limits;
use crate::transport;

/// How long a client may take to hear that the connection ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// What the server serves, and to whom.
#[derive(Debug, Clone)]
pub struct Files {
    /// Accounts and the ledger.
    pub store: Arc<Store>,
    /// The files themselves.
    pub shelf: Arc<Shelf>,
    /// What time it is.
    pub clock: Clock,
    /// Slows down whoever is refused too often.
    pub throttle: Arc<Throttle>,
}

/// Serves files to whoever comes through the door, until `close` is cancelled.
pub async fn serve(
    door: Door,
    keys: HostKeys,
    files: Files,
    limits: Limits,
    close: CancellationToken,
) {
    let config = transport::config(keys, &limits);
    let handle = |stream: TcpStream, address: SocketAddr| {
        let (config, files, close) = (config.clone(), files.clone(), close.clone());
        async move {
            let peer = address.ip().to_canonical();
            if files.throttle.is_blocked(peer, files.clock.now()) {
                debug!(%peer, "a throttled address is refused");
                return;
            }
            let visit = Visit {
                logged_in: CancellationToken::new(),
                ended: CancellationToken::new(),
                close,
                limits,
            };
            let connection =
                Connection::new(files, limits, peer, visit.logged_in.clone(), visit.ended.clone());
            if let Err(error) = visit.go(config, stream, connection).await {
                debug!(%peer, %error, "SSH connection ended");
            }
        }
    };
    door.serve(close.clone(), handle).await;
}

/// One connection's life from outside: when it must end though the client would not.
struct Visit {
    logged_in: CancellationToken,
    ended: CancellationToken,
    close: CancellationToken,
    limits: Limits,
}

impl Visit {
    async fn go(
        &self,
        config: Arc<Config>,
        stream: TcpStream,
        connection: Connection,
    ) -> Result<(), Ended> {
        // A second handle on the socket: closing it ends whatever the session is waiting for.
        let stream = stream.into_std().map_err(russh::Error::from)?;
        let socket = stream.try_clone().map_err(russh::Error::from)?;
        let stream = TcpStream::from_std(stream).map_err(russh::Error::from)?;

        let start = run_stream(config, stream, connection);
        let Ok(session) = tokio::time::timeout(self.limits.login, start).await else {
            return Ok(());
        };
        let ended = self.watch(session?).await;
        // That it is closed already is no matter.
        let _ = socket.shutdown(Shutdown::Both);
        ended
    }

    async fn watch(&self, mut session: RunningSession<Connection>) -> Result<(), Ended> {
        let handle = session.handle();
        let reason = tokio::select! {
            ended = &mut session => return ended,
            () = self.late() => "login took too long",
            () = self.ended.cancelled() => "answers were not taken",
            () = self.close.cancelled() => "the server is stopping",
        };
        debug!(reason, "a connection is closed");
        let farewell = handle.disconnect(Disconnect::ByApplication, reason.into(), "en".into());
        let _ = tokio::time::timeout(FAREWELL, farewell).await;
        let _ = tokio::time::timeout(FAREWELL, &mut session).await;
        Ok(())
    }

    /// Returns when the time for a login is over and nobody has logged in.
    async fn late(&self) {
        tokio::select! {
            () = tokio::time::sleep(self.limits.login) => {}
            () = self.logged_in.cancelled() => std::future::pending().await,
        }
    }
}
