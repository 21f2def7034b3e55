use crate::model::Sha256;

/// A file in the archive, by the digest of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArchiveFile {
    /// A raw extract.
    Extract(Sha256),
    /// A load as it was delivered.
    Load(Sha256),
}
