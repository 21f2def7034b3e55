use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The platform that is called.
#[derive(Debug, Clone)]
pub struct Target {
    /// Where SOAP and the JSON API listen. An address for all of a machine's stands for the machine itself.
    pub https: SocketAddr,
    /// Where SFTP listens.
    pub sftp: SocketAddr,
    /// The certificate of the first, in PEM form, with or without its chain.
    pub certificate: String,
    /// The public host keys of the second, one line each.
    pub host_keys: Vec<String>,
}

/// Where a listener of this address is reached on its own machine.
pub(crate) fn reached_at(listens: SocketAddr) -> SocketAddr {
    let address = match listens.ip() {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    SocketAddr::new(address, listens.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listener_of_all_addresses_is_reached_at_the_machine() {
        let reached = |address: &str| reached_at(address.parse().unwrap()).to_string();
        assert_eq!(reached("0.0.0.0:8443"), "127.0.0.1:8443");
        assert_eq!(reached("[::]:8443"), "[::1]:8443");
        assert_eq!(reached("192.0.2.1:8443"), "192.0.2.1:8443");
    }
}
