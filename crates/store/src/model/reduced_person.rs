/// What became of one person's disclosures that were to be reduced to counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReducedPerson {
    /// Entries of the ledger of which the person was taken out.
    pub entries: u64,
    /// Deliveries that can still be made again, in which the person stays.
    pub kept: u64,
}
