use uuid::Uuid;

use super::sha256::Sha256;

/// What the database knows of the installation that it belongs to: by it the archive and the manifest key are known to
/// be its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstallationRecord {
    /// Its own for ever.
    pub id: Uuid,
    /// Whether its archive has had its mark.
    pub archive_marked: bool,
    /// The digest of the public key that checks its manifests, once that is known.
    pub manifest_key: Option<Sha256>,
}
