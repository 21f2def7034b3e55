/// After how long something counts as not needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanUpTerms {
    /// Days in which a PNR filter has matched nobody.
    pub unmatched_days: u16,
    /// Days in which nobody has collected a file.
    pub uncollected_days: u16,
}

impl CleanUpTerms {
    /// The fewest days in which nobody has collected a file that a system may ask about: it must not take away what another system,
    /// or it itself, is about to fetch.
    pub const LEAST_UNCOLLECTED_DAYS: u16 = 7;
}

impl Default for CleanUpTerms {
    /// A year, and a month.
    fn default() -> Self {
        Self { unmatched_days: 365, uncollected_days: 30 }
    }
}
