use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// What is about to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpiryKind {
    /// A service agreement.
    Agreement,
    /// The last client certificate of a system.
    Certificate,
    /// The password of an account of OFF4.
    Off4Password,
    /// The time until the need for an agreement's filters is to be reviewed.
    Review,
}

impl ExpiryKind {
    /// The word for it in the store and in notices.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Certificate => "certificate",
            Self::Off4Password => "off4-password",
            Self::Review => "review",
        }
    }
}

/// Something that is about to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// What it is.
    pub kind: ExpiryKind,
    /// Which: an agreement's UUID, that of the system whose certificate it is, or the user of the account.
    pub subject: String,
    /// The name of the system.
    pub system: String,
    /// Whom to ask about the agreement, where that is stated.
    pub contact: Option<String>,
    /// The last day on which it is valid.
    pub last_day: Date,
}

/// Within which time something has to end to be about to.
#[derive(Clone, Copy)]
pub struct ExpiryWindow<'a> {
    /// The first and the last day.
    pub days: (Date, Date),
    /// The first and the last moment.
    pub moments: (Timestamp, Timestamp),
    /// How long a password of OFF4 is valid; `None` is for ever.
    pub passwords_last: Option<SignedDuration>,
    /// The day of a moment.
    pub day: &'a dyn Fn(Timestamp) -> Date,
}

impl<'a> ExpiryWindow<'a> {
    /// So many days from a moment on.
    pub fn of(
        now: Timestamp,
        days: u32,
        passwords_last: Option<SignedDuration>,
        day: &'a dyn Fn(Timestamp) -> Date,
    ) -> Self {
        let hours = SignedDuration::from_hours(24 * i64::from(days));
        let last = now.saturating_add(hours).unwrap_or(now);
        Self { days: (day(now), day(last)), moments: (now, last), passwords_last, day }
    }
}

impl fmt::Debug for ExpiryWindow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExpiryWindow").field("days", &self.days).finish_non_exhaustive()
    }
}

impl Expiry {
    /// Days from a day to the last one; 0 on it, and behind it.
    pub fn days_left(&self, today: Date) -> u32 {
        let days = today.until(self.last_day).map_or(0, |span| span.get_days());
        u32::try_from(days).unwrap_or(0)
    }
}
