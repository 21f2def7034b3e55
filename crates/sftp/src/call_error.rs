use blobs::BlobError;
use store::StoreError;
use uploads::UploadError;

/// What a call for a client failed with: of the ledger, of a file, or of an upload.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Blobs(#[from] BlobError),
    #[error(transparent)]
    Upload(#[from] UploadError),
}

impl CallError {
    /// Whether the same call may succeed later: nothing is wrong but the moment.
    pub(crate) const fn is_busy(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_busy())
    }
}
