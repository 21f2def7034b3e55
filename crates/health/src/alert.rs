use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A problem that needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    /// What it is.
    pub kind: AlertKind,
    /// The problem, and what to do. Nothing personal.
    pub what: String,
}

/// What needs a person.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AlertKind {
    /// An extract, or one account's part of it, is held.
    Held,
    /// An extract, one account's part of it, or a load is not delivered.
    Undelivered,
    /// Files are in `IN` and nobody collects them.
    Uncollected,
    /// Such files are about to leave `IN`.
    Leaving,
    /// Such files have left it.
    Missed,
    /// The replica is empty.
    Empty,
    /// The extracts of several working days have not come.
    Overdue,
    /// The inbox cannot be read, or contains files that nobody takes.
    Inbox,
    /// A disk has no room for the next day.
    Disk,
    /// The database cannot be read or written.
    Database,
    /// Something at rest differs from what was written.
    Damaged,
    /// A worker of the server fails, has stalled, or was restarted.
    Worker,
    /// A thread has panicked.
    Panic,
    /// Lines of the log are lost, or it cannot be written.
    Log,
    /// The machine's clock has jumped.
    Clock,
    /// An account can soon upload nothing more.
    Quota,
    /// The server's own certificate is about to end.
    Certificate,
    /// The need for an agreement's filters should have been reviewed.
    Review,
    /// Calls from outside are not answered rightly, or are not made any more.
    Probe,
    /// No server runs, or it does not report its health.
    Server,
    /// A kind of another version.
    Other(String),
}

impl AlertKind {
    /// Every kind that this version knows.
    pub const ALL: [Self; 20] = [
        Self::Held,
        Self::Undelivered,
        Self::Uncollected,
        Self::Leaving,
        Self::Missed,
        Self::Empty,
        Self::Overdue,
        Self::Inbox,
        Self::Disk,
        Self::Database,
        Self::Damaged,
        Self::Worker,
        Self::Panic,
        Self::Log,
        Self::Clock,
        Self::Quota,
        Self::Certificate,
        Self::Review,
        Self::Probe,
        Self::Server,
    ];

    /// The name for programs.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Held => "held",
            Self::Undelivered => "undelivered",
            Self::Uncollected => "uncollected",
            Self::Leaving => "leaving",
            Self::Missed => "missed",
            Self::Empty => "empty",
            Self::Overdue => "overdue",
            Self::Inbox => "inbox",
            Self::Disk => "disk",
            Self::Database => "database",
            Self::Damaged => "damaged",
            Self::Worker => "worker",
            Self::Panic => "panic",
            Self::Log => "log",
            Self::Clock => "clock",
            Self::Quota => "quota",
            Self::Certificate => "certificate",
            Self::Review => "review",
            Self::Probe => "probe",
            Self::Server => "server",
            Self::Other(word) => word,
        }
    }

    /// A trouble of this kind.
    pub const fn of(self, what: String) -> Alert {
        Alert { kind: self, what }
    }
}

/// By its word.
impl Serialize for AlertKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AlertKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let found = Self::ALL.into_iter().find(|kind| kind.as_str() == word);
        // An unknown kind from another version must still be reported.
        Ok(found.unwrap_or(Self::Other(word)))
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Health;

    use super::*;

    #[test]
    fn kind_of_every_trouble_is_read_as_it_was_written() {
        for kind in AlertKind::ALL {
            let written = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<AlertKind>(&written).unwrap(), kind);
        }
    }

    #[test]
    fn answer_of_another_version_is_read_as_far_as_it_is_known() {
        let answer = r#"{"troubles": [{"kind": "meteor", "what": "take cover"}], "moons": 1}"#;
        let health: Health = serde_json::from_str(answer).unwrap();
        let meteor = AlertKind::Other("meteor".to_owned());
        assert_eq!(health.troubles, [meteor.of("take cover".to_owned())]);
        assert!(!health.healthy, "what does not say that it is well is not");
        assert!(serde_json::to_string(&health).unwrap().contains("\"meteor\""));
    }
}
