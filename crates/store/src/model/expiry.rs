use jiff::civil::Date;

/// What is about to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExpiryKind {
    /// A service agreement.
    Agreement,
    /// The last client certificate of a system.
    Certificate,
}

impl ExpiryKind {
    /// The word for it in the store and in notices.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreement => "agreement",
            Self::Certificate => "certificate",
        }
    }
}

/// Something that is about to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiry {
    /// What it is.
    pub kind: ExpiryKind,
    /// Which: an agreement's UUID, or that of the system whose certificate it is.
    pub subject: String,
    /// The name of the system.
    pub system: String,
    /// Whom to ask about the agreement, where that is stated.
    pub contact: Option<String>,
    /// The last day on which it is valid.
    pub last_day: Date,
}

impl Expiry {
    /// Days from a day to the last one; 0 on it, and behind it.
    pub fn days_left(&self, today: Date) -> u32 {
        let days = today.until(self.last_day).map_or(0, |span| span.get_days());
        u32::try_from(days).unwrap_or(0)
    }
}
