use std::net::IpAddr;

use store::{Actor, Fingerprint};

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// Where from.
    pub address: IpAddr,
    /// The certificate that it showed in the handshake, whether anybody knows it or not.
    pub certificate: Option<Fingerprint>,
    /// Whether the certificate was registered for a system and valid when the connection was made, and the system's right
    /// has not been seen to end since.
    pub is_authenticated: bool,
}

impl Peer {
    /// As the audit trail and the history of changes name it.
    pub fn actor(&self) -> Actor {
        self.certificate.map_or(Actor::Address(self.address), Actor::Certificate)
    }
}
