use sha256::Sha256;
use uuid::Uuid;

/// The database's data on its installation, by which it recognises its archive and its manifest
/// key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstallationRecord {
    /// The id of the installation. It never changes.
    pub id: Uuid,
    /// Whether its archive was marked.
    pub archive_marked: bool,
    /// The digest of the public key that verifies its manifests, once it is known.
    pub manifest_key: Option<Sha256>,
}
