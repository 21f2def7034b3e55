use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The origin of a connection, as limits count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Source {
    /// The IPv4 address, or the /64 of the IPv6 address: a customer has a whole /64.
    pub(crate) address: IpAddr,
    /// The /24 of the IPv4 address, or the /48 of the IPv6 address: a site has a whole /48.
    pub(crate) network: IpAddr,
}

impl Source {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                Self { address: v4.into(), network: Ipv4Addr::new(a, b, c, 0).into() }
            }
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Self {
                    address: Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into(),
                    network: Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into(),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> (String, String) {
        let Source { address, network } = Source::of(text.parse().unwrap());
        (address.to_string(), network.to_string())
    }

    fn pair(address: &str, network: &str) -> (String, String) {
        (address.to_owned(), network.to_owned())
    }

    #[test]
    fn source_of_ipv4_is_the_address_and_its_24() {
        assert_eq!(source("192.0.2.7"), pair("192.0.2.7", "192.0.2.0"));
        assert_eq!(source("::ffff:192.0.2.7"), pair("192.0.2.7", "192.0.2.0"), "mapped into IPv6");
    }

    #[test]
    fn source_of_ipv6_is_its_64_and_its_48() {
        let expected = pair("2001:db8:1:2::", "2001:db8:1::");
        assert_eq!(source("2001:db8:1:2:3::4"), expected);
        assert_eq!(source("2001:db8:1:2:ffff::"), expected);
    }
}
