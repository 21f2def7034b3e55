use store::TimeCounts;

/// How long right answers took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseTime {
    /// Half of them took at most so many milliseconds; `None` above the scale.
    pub median: Option<u32>,
    /// 95 of 100 took at most so many.
    pub of_95: Option<u32>,
    /// How many there were.
    pub answers: u64,
}

impl ResponseTime {
    /// `None` without answers.
    pub(crate) fn of(counts: &TimeCounts) -> Option<Self> {
        let answers = counts.total();
        let (median, of_95) = (counts.percentile(50), counts.percentile(95));
        (answers > 0).then_some(Self { median, of_95, answers })
    }
}
