use access::{Offer, RefusedLogin, login};
use russh::keys::{Algorithm, PublicKey};
use store::{Store, System};

/// Who is logged in, and how.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) system: System,
    pub(crate) key: PublicKey,
    /// The algorithm of the login's signature.
    pub(crate) algorithm: Algorithm,
    /// The key's fingerprint.
    pub(crate) ssh_key: String,
}

impl Account {
    /// Whether the same login would be refused now, as when the key was revoked meanwhile.
    pub(crate) fn check(&self, store: &Store) -> Result<(), RefusedLogin> {
        let Self { system, key, algorithm, .. } = self;
        login(store, &Offer { user: system.sftp_user.as_str(), key, algorithm }).map(|_| ())
    }
}
