use blobs::BlobError;
use store::StoreError;

/// What a call for a client failed with: of the ledger, or of a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

impl CallError {
    /// Whether the same call may succeed later: nothing is wrong but the moment.
    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_busy())
    }
}
