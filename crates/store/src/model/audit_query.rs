use civil::AgreementUuid;
use jiff::Timestamp;
use uuid::Uuid;

use super::author::AuditEntry;

/// Which entries of the audit trail are looked for, the newest first. `None` asks for any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// Only entries before this one: the next page.
    pub before: Option<i64>,
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// A part of who did it, in small or capital letters.
    pub actor: Option<String>,
    /// A part of what was done.
    pub action: Option<String>,
    /// Those that were done, or those that were not.
    pub is_done: Option<bool>,
    /// About this agreement.
    pub agreement: Option<AgreementUuid>,
    /// Of this call.
    pub correlation: Option<Uuid>,
}

/// Some entries of the audit trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries, the newest first.
    pub entries: Vec<(Timestamp, AuditEntry)>,
    /// From where the next page goes on; `None` at the beginning of the trail.
    pub next: Option<i64>,
}

impl AuditPage {
    /// Entries of a page.
    pub const SIZE: u64 = 50;
    /// Entries that are looked through for a page, so that a search for what is not there ends.
    pub const LOOKED_THROUGH: u64 = 100_000;
}
