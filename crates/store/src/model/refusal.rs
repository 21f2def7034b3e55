use civil::SystemUuid;
use jiff::Timestamp;

/// Failed connections of one kind and one system, which ended before a call or a session began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemRefusals {
    /// The system.
    pub system: SystemUuid,
    /// The kind of refusal: a stable word.
    pub kind: String,
    /// How the system was recognised: a stable word.
    pub known_by: String,
    /// The address of the last one.
    pub address: String,
    /// The detail, such as the algorithms that the last one offered.
    pub detail: String,
    /// The time of the last one.
    pub last_at: Timestamp,
    /// Their number.
    pub count: u64,
}
