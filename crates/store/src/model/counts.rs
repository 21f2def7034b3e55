/// How much there is of what a person asks first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Systems.
    pub systems: u64,
    /// Agreements, in force or not.
    pub agreements: u64,
    /// Persons in the replica.
    pub persons: u64,
    /// Deliveries that were published and neither fetched nor removed.
    pub uncollected: u64,
}

/// What the largest of the last days needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DaySize {
    /// Bytes of an extract.
    pub extract: u64,
    /// Bytes of all that was delivered of one.
    pub delivered: u64,
    /// Deliveries of one.
    pub deliveries: u64,
}
