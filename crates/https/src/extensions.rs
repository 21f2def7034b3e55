//! Extensions of each request.

use std::net::IpAddr;

use store::{Actor, Fingerprint};
use tokio_util::sync::CancellationToken;

/// The client of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// Where from.
    pub address: IpAddr,
    /// The certificate that it sent in the handshake, registered or not.
    pub certificate: Option<Fingerprint>,
    /// Whether the certificate was registered for a system and valid when the connection was made, and the right has
    /// not been seen to end since.
    pub is_authenticated: bool,
}

impl Peer {
    /// Its name in the audit trail and the history of changes.
    pub fn actor(&self) -> Actor {
        self.certificate.map_or(Actor::Address(self.address), Actor::Certificate)
    }
}

/// Whether the server is stopping: a call that only waits should end, so that it is answered.
#[derive(Debug, Clone, Default)]
pub struct ShutdownSignal(CancellationToken);

impl ShutdownSignal {
    /// Whether it is.
    pub fn has_begun(&self) -> bool {
        self.0.is_cancelled()
    }
}

impl From<CancellationToken> for ShutdownSignal {
    fn from(close: CancellationToken) -> Self {
        Self(close)
    }
}
