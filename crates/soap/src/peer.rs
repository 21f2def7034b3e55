use std::net::IpAddr;

use store::{Actor, Fingerprint};

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    /// What it showed in the handshake, whether anybody knows it or not.
    pub(crate) certificate: Option<Fingerprint>,
}

impl Peer {
    /// As the audit trail and the history of changes name it.
    pub(crate) fn actor(&self) -> Actor {
        self.certificate.map_or(Actor::Address(self.address), Actor::Certificate)
    }
}
