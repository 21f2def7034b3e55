use ssh_key::{Algorithm, HashAlg, PublicKey};
use store::{Store, StoreError, System};

use crate::ssh_key_file::fingerprint;

/// A key that an SSH client offers for an account.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// The account's name as the client gives it.
    pub user: &'a str,
    /// The key.
    pub key: &'a PublicKey,
    /// The algorithm of the signature, which for one RSA key can be three.
    pub algorithm: &'a Algorithm,
}

/// Why a login is refused. The client learns only that it is.
#[derive(Debug, thiserror::Error)]
pub enum RefusedLogin {
    /// Signatures of this kind are not taken: `ssh-rsa` is SHA-1.
    #[error("signature algorithm {0} is not taken")]
    Algorithm(String),
    /// There is no such account, or the key is not registered for it, or was revoked.
    #[error("no account with this key")]
    NotRegistered,
    /// It could not be found out.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}

/// The system whose account and key these are.
///
/// # Errors
/// [`RefusedLogin`].
pub fn login(store: &Store, offer: &Offer<'_>) -> Result<System, RefusedLogin> {
    if !is_strong(offer.algorithm) {
        return Err(RefusedLogin::Algorithm(offer.algorithm.to_string()));
    }
    let user = offer.user.parse().map_err(|_| RefusedLogin::NotRegistered)?;
    let system = store.account(&user)?.ok_or(RefusedLogin::NotRegistered)?;
    let offered = fingerprint(offer.key);
    let registered =
        system.ssh_keys.iter().any(|key| key.fingerprint == offered && key.revoked_at.is_none());
    if registered { Ok(system) } else { Err(RefusedLogin::NotRegistered) }
}

fn is_strong(algorithm: &Algorithm) -> bool {
    matches!(
        algorithm,
        Algorithm::Ed25519
            | Algorithm::Ecdsa { .. }
            | Algorithm::Rsa { hash: Some(HashAlg::Sha256 | HashAlg::Sha512) }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha_1_signatures_are_weak() {
        let rsa = |hash| Algorithm::Rsa { hash };
        assert!(is_strong(&rsa(Some(HashAlg::Sha256))) && is_strong(&rsa(Some(HashAlg::Sha512))));
        assert!(!is_strong(&rsa(None)));
        assert!(!is_strong(&Algorithm::Dsa));
        assert!(is_strong(&Algorithm::Ed25519));
    }
}
