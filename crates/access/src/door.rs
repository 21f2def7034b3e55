use ssh_key::{Algorithm, HashAlg};

/// The listener that an SSH client uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Door {
    /// The ordinary one.
    Ordinary,
    /// The one for clients that know only SHA-1. The operator opens it, and allows systems to use it.
    Legacy,
}

impl Door {
    /// Whether signatures of users with that algorithm are accepted here.
    pub(crate) const fn accepts(self, algorithm: &Algorithm) -> bool {
        match algorithm {
            Algorithm::Ed25519
            | Algorithm::Ecdsa { .. }
            | Algorithm::Rsa { hash: Some(HashAlg::Sha256 | HashAlg::Sha512) } => true,
            Algorithm::Rsa { hash: None } => matches!(self, Self::Legacy),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_sha_1_at_the_legacy_door_alone_and_dsa_nowhere() {
        let rsa = |hash| Algorithm::Rsa { hash };
        for door in [Door::Ordinary, Door::Legacy] {
            assert!(door.accepts(&rsa(Some(HashAlg::Sha256))));
            assert!(door.accepts(&rsa(Some(HashAlg::Sha512))));
            assert!(door.accepts(&Algorithm::Ed25519));
            assert!(!door.accepts(&Algorithm::Dsa));
        }
        assert!(!Door::Ordinary.accepts(&rsa(None)) && Door::Legacy.accepts(&rsa(None)));
    }
}
