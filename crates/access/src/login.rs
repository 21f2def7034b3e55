use ssh_key::{Algorithm, PublicKey};
use store::{Store, StoreError, System};

use crate::door::Door;
use crate::ssh_key_file::fingerprint;
use crate::validity::{check_ssh_key, check_system, may_enter};

/// A key that an SSH client offers for an account.
#[derive(Debug, Clone, Copy)]
pub struct PublicKeyCredential<'a> {
    /// The account's name, as sent by the client.
    pub user: &'a str,
    /// The key.
    pub key: &'a PublicKey,
    /// The algorithm of the signature; an RSA key can have three.
    pub algorithm: &'a Algorithm,
    /// The listener that the client uses.
    pub door: Door,
}

/// Why a login is refused. The client gets no reason.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Signatures of this kind are not accepted: `ssh-rsa` is SHA-1.
    #[error("signature algorithm {algorithm} is not accepted")]
    Algorithm {
        /// Its name.
        algorithm: String,
        /// Whether the key is registered for the account, so that only the algorithm is wrong.
        is_registered: bool,
    },
    /// There is no such account, or the key is not registered for it, or was revoked.
    #[error("no account with this key")]
    NotRegistered,
    /// The key is registered, and the operator has suspended the system.
    #[error("the system is suspended")]
    SystemSuspended,
    /// The key is registered, and the operator has not allowed the system to use the listener for old clients.
    #[error("the system is not let in by the legacy SSH listener")]
    LegacyNotAllowed,
    /// The check itself failed.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}

/// The system of this account and key.
pub fn login(store: &Store, offer: &PublicKeyCredential<'_>) -> Result<System, LoginError> {
    let registered = registered(store, offer)?;
    if !offer.door.accepts(offer.algorithm) {
        let (algorithm, is_registered) = (offer.algorithm.to_string(), registered.is_some());
        return Err(LoginError::Algorithm { algorithm, is_registered });
    }
    let system = registered.ok_or(LoginError::NotRegistered)?;
    check_system(&system).map_err(|_| LoginError::SystemSuspended)?;
    if may_enter(&system, offer.door) { Ok(system) } else { Err(LoginError::LegacyNotAllowed) }
}

fn registered(
    store: &Store,
    offer: &PublicKeyCredential<'_>,
) -> Result<Option<System>, StoreError> {
    let Ok(user) = offer.user.parse() else { return Ok(None) };
    let offered = fingerprint(offer.key);
    Ok(store.system_by_sftp_user(&user)?.filter(|system| check_ssh_key(system, &offered).is_ok()))
}
