use matching::LoadNotPossible;
use store::StoreError;

/// Why the numbers that a system holds cannot be compared with its filters.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The filters choose nobody.
    #[error(transparent)]
    LoadNotPossible(#[from] LoadNotPossible),
    /// The replica is empty.
    #[error("there is nobody in the replica yet: `cprabo seed` or `cprabo ingest` first")]
    ReplicaEmpty,
    /// Another extract was applied while the replica was read.
    #[error("an extract came meanwhile: try again")]
    Superseded,
}
