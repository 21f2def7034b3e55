use std::net::IpAddr;

use access::Door;

/// Where a client comes from, and by which listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    pub(crate) door: Door,
}
