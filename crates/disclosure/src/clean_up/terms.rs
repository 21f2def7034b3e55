/// After how long something counts as not needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CleanUpTerms {
    /// Days in which a PNR filter has matched nobody.
    pub unmatched_days: u16,
    /// Days in which nobody has collected a file.
    pub uncollected_days: u16,
}

impl Default for CleanUpTerms {
    /// A year, and a month.
    fn default() -> Self {
        Self { unmatched_days: 365, uncollected_days: 30 }
    }
}
