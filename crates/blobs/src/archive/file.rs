use sha256::Sha256;

/// A file in the archive, by the digest of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArchiveFile {
    /// A raw extract.
    Extract(Sha256),
    /// A load as it was delivered.
    Load(Sha256),
    /// A file that a system sent to others.
    Sent(Sha256),
}

impl ArchiveFile {
    /// The digest of its content.
    pub const fn sha256(&self) -> &Sha256 {
        match self {
            Self::Extract(sha256) | Self::Load(sha256) | Self::Sent(sha256) => sha256,
        }
    }
}
