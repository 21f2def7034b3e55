use blobs::BlobError;
use store::{RunId, StoreError};

/// Why there is no preview. Never personal data.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An extract in the archive cannot be read.
    #[error("reading the extract of run {run} in the archive")]
    Archive {
        /// The run.
        run: RunId,
        /// The reason.
        source: BlobError,
    },
    /// What the archive has is no extract.
    #[error("the extract of run {0} in the archive cannot be read: `cprabo verify` says more")]
    Unreadable(RunId),
    /// The replica is empty.
    #[error("there is nobody in the replica yet: `cprabo seed` or `cprabo ingest` first")]
    ReplicaEmpty,
    /// Another extract was applied while the replica was read.
    #[error("an extract came meanwhile: try again")]
    Superseded,
}
