use std::net::SocketAddr;
use std::sync::Arc;

use access::{Door, Throttle};
use clock::Clock;
use store::{CheckedFiles, MendRequests, Shelf, Store};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use crate::budget::Budgets;
use crate::calls::Calls;
use crate::host_keys::HostKeys;
use crate::limits::Limits;
use crate::receipts::Receipts;
use crate::transport;
use crate::visit::Visit;
use crate::went_out::WentOutByKey;

/// What the server serves, and to whom.
#[derive(Debug, Clone)]
pub struct Files {
    /// Accounts and the ledger.
    pub store: Arc<Store>,
    /// The files themselves.
    pub shelf: Arc<Shelf>,
    /// Which files were held against their digests.
    pub checked: Arc<CheckedFiles>,
    /// Where a damaged file is asked for again.
    pub mend: MendRequests,
    /// Where it is put down what was fetched.
    pub receipts: Receipts,
    /// What time it is.
    pub clock: Clock,
    /// Slows down whoever is refused too often.
    pub throttle: Arc<Throttle>,
}

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) files: Files,
    pub(crate) limits: Limits,
    pub(crate) calls: Calls,
    pub(crate) budgets: Budgets,
    pub(crate) went_out: WentOutByKey,
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
    let budgets = Budgets::new(limits.queue);
    let server = Arc::new(Server {
        files,
        limits,
        calls: Calls::new(),
        budgets,
        went_out: WentOutByKey::default(),
    });
    let handle = |stream: TcpStream, address: SocketAddr| {
        let (server, config, close) = (Arc::clone(&server), Arc::clone(&config), close.clone());
        async move {
            let peer = address.ip().to_canonical();
            let Files { throttle, clock, .. } = &server.files;
            if throttle.is_blocked(peer, clock.now()) {
                debug!(%peer, "a throttled address is refused");
            } else {
                Visit::new(server, peer, close).receive(config, stream).await;
            }
        }
    };
    door.serve(close.clone(), handle).await;
}
