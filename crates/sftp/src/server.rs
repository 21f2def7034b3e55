use std::net::SocketAddr;
use std::sync::Arc;

use access::{CurrentRights, Door};
use clock::Clock;
use net::{Admission, ConnectionRegistry, Listener, RateLimiter, RefusalLog};
use store::{CheckedFiles, MendRequests, Shelf, Store};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use workers::OpenCalls;

use crate::account::Account;
use crate::audits::Audits;
use crate::budget::Budgets;
use crate::host_keys::HostKeys;
use crate::limits::Limits;
use crate::peer::Peer;
use crate::receipts::Receipts;
use crate::ssh_connection::SshConnection;
use crate::store_concurrency::StoreConcurrency;
use crate::transport::Transport;
use crate::went_out::WentOutByKey;

/// What the server serves, and to whom.
#[derive(Debug, Clone)]
pub struct SftpState {
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
    /// Limits addresses from which too many logins are refused. The listener's limits should know it.
    pub rate_limiter: Arc<RateLimiter>,
    /// What is refused.
    pub refusals: Arc<RefusalLog>,
    /// Under which agreements nothing may be fetched any more.
    pub rights: Arc<CurrentRights>,
    /// Calls for accounts that are under way.
    pub calls: OpenCalls,
    /// Who is logged in.
    pub connections: Arc<ConnectionRegistry<Account>>,
}

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) files: SftpState,
    pub(crate) limits: Limits,
    pub(crate) calls: StoreConcurrency,
    pub(crate) budgets: Budgets,
    pub(crate) went_out: WentOutByKey,
    /// Writes refused logins.
    pub(crate) audits: Audits,
}

/// A server, whose listeners share everything but their host keys and the way in which SSH is spoken: what was fetched
/// by one and goes on by the other is one file.
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

    /// Serves files to whoever connects by that door, until `close` is cancelled.
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
