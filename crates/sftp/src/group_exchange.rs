//! The Diffie-Hellman groups for clients that request one by size (RFC 4419).

use russh::client::GexParams;
use russh::kex::dh::groups::{DH_GROUP14, DH_GROUP15, DH_GROUP16, DhGroup};

use crate::disconnect_reason::DisconnectReason;

/// 2048, 3072 and 4096 bits (RFC 3526). Larger ones would cost the server more than the client.
static GROUPS: [DhGroup; 3] = [DH_GROUP14, DH_GROUP15, DH_GROUP16];

/// The smallest group of at least the client's preferred size, otherwise the largest that it accepts. Old clients
/// prefer 1024 bits and accept more.
pub(crate) fn group(wanted: &GexParams) -> Result<DhGroup, DisconnectReason> {
    chosen(wanted.min_group_size(), wanted.preferred_group_size(), wanted.max_group_size())
}

fn chosen(min: usize, preferred: usize, max: usize) -> Result<DhGroup, DisconnectReason> {
    let taken = || GROUPS.iter().filter(|group| (min..=max).contains(&group.bit_size()));
    let chosen =
        taken().find(|group| group.bit_size() >= preferred).or_else(|| taken().next_back());
    chosen.cloned().ok_or(DisconnectReason::NoGroup { min, max })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn group_is_the_nearest_that_the_client_takes_and_never_a_weak_one() {
        let bits = |min, preferred, max| chosen(min, preferred, max).map(|group| group.bit_size());
        // SSH.NET, JSch with a current Java, OpenSSH.
        assert_eq!(bits(1024, 1024, 8192).unwrap(), 2048);
        assert_eq!(bits(1024, 2048, 2048).unwrap(), 2048);
        assert_eq!(bits(2048, 8192, 8192).unwrap(), 4096);
        assert_eq!(bits(2048, 3000, 8192).unwrap(), 3072);
        assert!(matches!(
            bits(1024, 1024, 1024),
            Err(DisconnectReason::NoGroup { min: 1024, max: 1024 })
        ));
        assert!(bits(8192, 8192, 8192).is_err());
    }
}
