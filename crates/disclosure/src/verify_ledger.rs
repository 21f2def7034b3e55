use manifest::{Signer, read_checkpoint};
use store::{LedgerCheckpoint, LedgerFinding, LedgerStep, Stopped, Store, StoreError};

/// Checks the disclosure ledger, against the checkpoints that the store has kept and against others, whose signatures were
/// checked. `watch` is called with the progress and may stop the check.
///
/// # Errors
/// [`StoreError::Stopped`] when `watch` stopped it. What is wrong is a finding and no error.
pub fn verify_ledger(
    store: &Store,
    signer: &Signer,
    others: &[LedgerCheckpoint],
    watch: &mut dyn FnMut(LedgerStep) -> Result<(), Stopped>,
) -> Result<Vec<LedgerFinding>, StoreError> {
    let mut checkpoints = others.to_vec();
    let mut findings = Vec::new();
    for (stored, line) in store.checkpoints()? {
        match read_checkpoint(signer, &line) {
            Ok(signed) if (signed.number, signed.hash) == (stored.number, stored.hash) => {
                checkpoints.push(signed);
            }
            _ => findings.push(LedgerFinding::Checkpoint(stored.number)),
        }
    }
    findings.splice(0..0, store.verify_ledger(&checkpoints, watch)?);
    Ok(findings)
}
