use jiff::{SignedDuration, Timestamp};

/// A time over which the service is measured, until now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigurePeriod {
    /// 24 hours.
    Day,
    /// 30 days.
    Month,
    /// 365 days.
    Year,
}

impl FigurePeriod {
    /// Each, the shortest first.
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    /// How long it is.
    pub const fn length(self) -> SignedDuration {
        match self {
            Self::Day => SignedDuration::from_hours(24),
            Self::Month => SignedDuration::from_hours(24 * 30),
            Self::Year => SignedDuration::from_hours(24 * 365),
        }
    }

    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// When it begins, if it ends at a moment.
    pub(crate) fn before(self, at: Timestamp) -> Timestamp {
        at.checked_sub(self.length()).unwrap_or(at)
    }
}
