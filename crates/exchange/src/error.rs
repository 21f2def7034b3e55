use blobs::BlobError;
use store::StoreError;
use uploads::UploadError;

use crate::inspect::InspectionFailure;

/// Why the exchange cannot go on now. Never has the name of a file, which systems give.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// The ledger fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files of recipients, or the archive, fail.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// The uploads fail.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// The inspection of a file fails, and says nothing of the file.
    #[error(transparent)]
    Inspection(#[from] InspectionFailure),
    /// A taken file cannot be read.
    #[error("reading a taken file")]
    Taken(#[source] std::io::Error),
}
