use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// How long a state may last before it needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertThresholds {
    /// An extract or a load that is not delivered.
    pub unfinished: SignedDuration,
    /// A file that nobody has collected.
    pub uncollected: SignedDuration,
    /// A file that nobody has collected leaves `IN` after this; `None` for never.
    pub leaving: Option<SignedDuration>,
    /// How long before that it is reported.
    pub warning: SignedDuration,
    /// Working days whose extracts have not come; `None` where days do not pass by the clock.
    pub missing_extracts: Option<u32>,
    /// A file in the inbox.
    pub inbox: SignedDuration,
    /// How often the service is measured by calls from outside; `None` where it is not.
    pub measured: Option<SignedDuration>,
    /// A worker that waits for another process, or gives no sign of life.
    pub stalled: Duration,
}

impl Default for AlertThresholds {
    /// From Friday's extract to Monday's work; files stay for ever.
    fn default() -> Self {
        Self {
            unfinished: SignedDuration::from_hours(1),
            uncollected: SignedDuration::from_hours(72),
            leaving: None,
            warning: SignedDuration::from_hours(7 * 24),
            missing_extracts: Some(2),
            inbox: SignedDuration::from_mins(30),
            measured: None,
            stalled: Duration::from_secs(60),
        }
    }
}

impl AlertThresholds {
    /// Files published before this are about to leave `IN`.
    pub(crate) fn leaving_before(&self, now: Timestamp) -> Option<Timestamp> {
        self.leaving.map(|leaving| ago(now, leaving.saturating_sub(self.warning)))
    }
}

/// So long ago.
pub(crate) fn ago(now: Timestamp, duration: SignedDuration) -> Timestamp {
    now.saturating_sub(duration).unwrap_or(Timestamp::MIN)
}
