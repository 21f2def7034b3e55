use access::{Door, LoginError, PublicKeyCredential, login};
use russh::keys::{Algorithm, PublicKey};
use store::{Store, System};

/// The account of a login, and how it logged in.
#[derive(Debug, Clone)]
pub struct Account {
    /// The system, as registered at the login.
    pub system: System,
    /// The key.
    pub key: PublicKey,
    /// The algorithm of the login's signature.
    pub algorithm: Algorithm,
    /// The key's fingerprint.
    pub ssh_key: String,
    /// The listener that the client uses.
    pub door: Door,
}

impl Account {
    /// Checks that the same login would still be accepted: the key may have been revoked meanwhile. Blocks.
    ///
    /// # Errors
    /// Why it would be refused, or that the store fails.
    pub fn check(&self, store: &Store) -> Result<(), LoginError> {
        let Self { system, key, algorithm, door, .. } = self;
        let user = system.sftp_user.as_str();
        login(store, &PublicKeyCredential { user, key, algorithm, door: *door }).map(|_| ())
    }
}
