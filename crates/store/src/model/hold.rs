/// What a run is held for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The reason's name.
    pub reason: HeldReason,
    /// What exactly, in one sentence.
    pub detail: String,
    /// Whether a person may let the run go on in spite of it.
    pub releasable: bool,
}

/// Why a run is held (`delivery.md`, `extract-format.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldReason {
    /// PRODDTOFORRIG is not the PRODDTO of the last extract: a file is missing between them.
    Gap,
    /// The same bytes, or the same PRODDTO, were received before.
    Duplicate,
    /// PRODDTO is before that of the last extract: newer data would be overwritten.
    Late,
    /// A date in the start record cannot be right: it is none, is not the one in the file's name, or lies in the future.
    Date,
    /// There is no end record.
    Torn,
    /// TAELLER does not say how many records there are.
    Counter,
    /// Not ISO-8859-1.
    Encoding,
    /// Records or fields that cannot be read, or persons without `001`.
    Corrupt,
    /// No start record: not an extract at all.
    NotAnExtract,
}

impl HeldReason {
    /// Every reason.
    pub const ALL: [Self; 9] = [
        Self::Gap,
        Self::Duplicate,
        Self::Late,
        Self::Date,
        Self::Torn,
        Self::Counter,
        Self::Encoding,
        Self::Corrupt,
        Self::NotAnExtract,
    ];

    /// The word for the reason in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Duplicate => "duplicate",
            Self::Late => "late",
            Self::Date => "date",
            Self::Torn => "torn",
            Self::Counter => "counter",
            Self::Encoding => "encoding",
            Self::Corrupt => "corrupt",
            Self::NotAnExtract => "not-an-extract",
        }
    }

    /// Whether it is the file's own content that the run is held for: such a fault is the same whatever
    /// else comes. The other reasons are about the place in the chain and in time, and may come and go.
    pub const fn is_of_content(self) -> bool {
        !matches!(self, Self::Gap | Self::Duplicate | Self::Late | Self::Date)
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// The words for several, as the store has them.
    pub(crate) fn names(reasons: &[Self]) -> String {
        let words: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
        words.join(" ")
    }

    pub(crate) fn from_names(words: &str) -> Option<Vec<Self>> {
        words.split_whitespace().map(Self::from_name).collect()
    }
}

/// What a person says of a run that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes on in spite of what it is held for.
    Release,
    /// It does not count: as if it had never come.
    Reject,
}

impl Decision {
    /// The word for it in the audit trail.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Reject => "reject",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_back_by_their_names() {
        let names = HeldReason::names(&HeldReason::ALL);
        assert_eq!(HeldReason::from_names(&names).unwrap(), HeldReason::ALL);
        assert_eq!(HeldReason::from_names(""), Some(Vec::new()));
        assert_eq!(HeldReason::from_names("gap nonsense"), None);
    }
}
