use civil::SystemUuid;
use jiff::Timestamp;

/// Connections of a system that came to nothing before there was anything that could answer them: of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemRefusals {
    /// The system.
    pub system: SystemUuid,
    /// Why they were refused: a stable word.
    pub kind: String,
    /// From what it is known whose they were: a stable word.
    pub known_by: String,
    /// Where the last one came from.
    pub address: String,
    /// What exactly, as which algorithms the last one offered.
    pub detail: String,
    /// When the last one was.
    pub last_at: Timestamp,
    /// How many there were.
    pub count: u64,
}
