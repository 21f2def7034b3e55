use serde::{Deserialize, Serialize};

/// Information that is not urgent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// The information, and what to do. Nothing personal.
    pub what: String,
}

/// What is to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// A system uses the listener for old SSH clients, or may.
    LegacySsh,
    /// Files that systems sent were refused.
    RefusedTransfers,
    /// An agreement, or the last certificate of a system, ends within a month.
    Expiry,
    /// A kind of another version.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use crate::document::Health;

    use super::*;

    #[test]
    fn note_is_read_as_it_was_written_and_of_another_version_as_far_as_it_goes() {
        let note = Note { kind: NoteKind::LegacySsh, what: "old".to_owned() };
        let written = serde_json::to_string(&note).unwrap();
        assert_eq!(written, r#"{"kind":"legacy_ssh","what":"old"}"#);
        assert_eq!(serde_json::from_str::<Note>(&written).unwrap(), note);
        let answer = r#"{"healthy": true, "notes": [{"kind": "moon", "what": "full"}]}"#;
        let health: Health = serde_json::from_str(answer).unwrap();
        assert!(health.healthy, "a note is not urgent");
        assert_eq!(health.notes, [Note { kind: NoteKind::Other, what: "full".to_owned() }]);
    }
}
