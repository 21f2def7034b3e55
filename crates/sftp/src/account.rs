use access::{Door, LoginError, PublicKeyCredential, login};
use russh::keys::{Algorithm, PublicKey};
use store::{Store, System};

/// Who is logged in, and how.
#[derive(Debug, Clone)]
pub struct Account {
    /// The system, as it was registered at the login.
    pub system: System,
    /// The key.
    pub key: PublicKey,
    /// The algorithm of the login's signature.
    pub algorithm: Algorithm,
    /// The key's fingerprint.
    pub ssh_key: String,
    /// By which listener the client came.
    pub door: Door,
}

impl Account {
    /// Whether the same login would be refused now, as when the key was revoked meanwhile. Blocks.
    ///
    /// # Errors
    /// Why it would be refused, or that the store does not answer.
    pub fn check(&self, store: &Store) -> Result<(), LoginError> {
        let Self { system, key, algorithm, door, .. } = self;
        let user = system.sftp_user.as_str();
        login(store, &PublicKeyCredential { user, key, algorithm, door: *door }).map(|_| ())
    }
}
