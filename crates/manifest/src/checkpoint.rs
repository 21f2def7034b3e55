use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{LedgerCheckpoint, Store, StoreError};

use crate::signer::{Signer, SignerError};

/// What a checkpoint says: where the disclosure ledger stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Statement {
    /// The number of the last entry.
    ledger_entry: u64,
    /// Its hash, in hexadecimal digits.
    hash: String,
    /// When.
    at: Timestamp,
}

/// A checkpoint cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It cannot be signed.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// Not a checkpoint that this installation's key has signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint that the key of this installation has signed")]
pub struct InvalidCheckpoint;

/// Signs where the disclosure ledger stands, and keeps that. Returns the line to be kept elsewhere: a JSON Web
/// Signature in its compact form, without personal data.
pub fn write_checkpoint(
    store: &Store,
    signer: &Signer,
    at: Timestamp,
) -> Result<String, CheckpointError> {
    let head = store.ledger_head(at)?;
    let statement =
        Statement { ledger_entry: head.number, hash: head.hash.to_string(), at: head.at };
    let line = signer.sign(&statement)?;
    store.add_checkpoint(&head, &line)?;
    Ok(line)
}

/// Reads a line of [`write_checkpoint`].
///
/// # Errors
/// [`InvalidCheckpoint`]: also when it was signed with a key that was replaced.
pub fn read_checkpoint(signer: &Signer, line: &str) -> Result<LedgerCheckpoint, InvalidCheckpoint> {
    let Statement { ledger_entry, hash, at } = signer.verified(line).ok_or(InvalidCheckpoint)?;
    let hash = hash.parse().map_err(|_| InvalidCheckpoint)?;
    Ok(LedgerCheckpoint { number: ledger_entry, hash, at })
}
