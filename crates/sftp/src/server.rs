use std::net::SocketAddr;
use std::sync::Arc;

use access::Door;
use net::{Admission, Listener};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::audits::Audits;
use crate::budget::Budgets;
use crate::connection::Peer;
use crate::host_keys::HostKeys;
use crate::limits::Limits;
use crate::ssh_connection::SshConnection;
use crate::state::{Server, SftpState};
use crate::store_concurrency::StoreConcurrency;
use crate::transport::Transport;
use crate::went_out::WentOutByKey;

/// A server, whose listeners share everything but their host keys and algorithms: a file fetched partly through each is
/// one file.
#[derive(Debug, Clone)]
pub struct SftpServer(Arc<Server>);

impl SftpServer {
    /// A server of these files.
    pub fn new(files: SftpState, limits: Limits) -> Self {
        Self(Arc::new(Server {
            calls: StoreConcurrency::new(files.calls.clone()),
            files,
            limits,
            budgets: Budgets::new(limits.queue),
            audits: Audits::new(),
            went_out: WentOutByKey::default(),
        }))
    }

    /// Serves files on that listener, until `close` is cancelled.
    pub async fn serve(
        self,
        door: Door,
        listener: Listener,
        keys: HostKeys,
        close: CancellationToken,
    ) {
        let Self(server) = self;
        let transport = Transport::new(&keys, &server.limits, door);
        let handle = |stream: TcpStream, address: SocketAddr, admission: Arc<Admission>| {
            let peer = Peer { address: address.ip().to_canonical(), door };
            let SftpState { rate_limiter, clock, .. } = &server.files;
            let config = transport.config(rate_limiter.is_limited(peer.address, clock.now()));
            let connection =
                SshConnection::new(Arc::clone(&server), peer, admission, close.clone());
            connection.serve(config, stream)
        };
        listener.serve(close.clone(), handle).await;
    }
}
