/// The counts that an overview shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Systems.
    pub systems: u64,
    /// Agreements, in force or not.
    pub agreements: u64,
    /// Those that are not closed and do not state what they have to
    /// ([`AgreementDetails::not_stated`](super::AgreementDetails::not_stated)).
    pub incomplete_agreements: u64,
    /// Persons in the replica.
    pub persons: u64,
    /// Deliveries that were published and neither collected nor removed.
    pub uncollected: u64,
}

/// The sizes of the largest of the last days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DaySize {
    /// Bytes of an extract.
    pub extract: u64,
    /// Bytes of all deliveries of one extract.
    pub delivered: u64,
    /// Deliveries of one extract.
    pub deliveries: u64,
}
