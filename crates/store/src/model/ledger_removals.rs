/// What the ledger says of persons that were taken out of it. Each reduction and withdrawal should be one that somebody
/// ordered or the configuration asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LedgerRemovals {
    /// Entries on a reduction.
    pub reductions: u64,
    /// Entries whose persons they reduced to counts.
    pub reduced: u64,
    /// Times that they took a single person out of an entry.
    pub taken_out: u64,
    /// Entries on a withdrawal.
    pub withdrawals: u64,
    /// Entries that they withdrew.
    pub withdrawn: u64,
}
