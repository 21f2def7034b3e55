use access::{Offer, RefusedLogin, login};
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
}

impl Account {
    /// Whether the same login would be refused now, as when the key was revoked meanwhile. Blocks.
    ///
    /// # Errors
    /// Why it would be refused, or that the store does not answer.
    pub fn check(&self, store: &Store) -> Result<(), RefusedLogin> {
        let Self { system, key, algorithm, .. } = self;
        login(store, &Offer { user: system.sftp_user.as_str(), key, algorithm }).map(|_| ())
    }
}
