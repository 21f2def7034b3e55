/// A reason for which a run is held, with its detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The reason's name.
    pub reason: HeldReason,
    /// The detail, in one sentence.
    pub detail: String,
    /// Whether an operator may release the run in spite of it.
    pub releasable: bool,
}

/// Why a run is held (`delivery.md`, `extract-format.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HeldReason {
    /// PRODDTOFORRIG is not the PRODDTO of the last extract: an extract is missing between them.
    Gap,
    /// The same bytes, or the same PRODDTO, were received before.
    Duplicate,
    /// PRODDTO is before that of the last extract: it would overwrite newer data.
    Late,
    /// A date in the start record is wrong: it is no date, differs from the one in the file's name,
    /// or is in the future.
    Date,
    /// There is no end record.
    Torn,
    /// TAELLER is not the number of records.
    Counter,
    /// The file is not ISO-8859-1.
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

    /// Whether the file's own content is the reason: such a fault never ends. The other reasons
    /// depend on the other runs and on the time, and may come and go.
    pub const fn is_of_content(self) -> bool {
        !matches!(self, Self::Gap | Self::Duplicate | Self::Late | Self::Date)
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }

    /// The words for several reasons, as the store has them.
    pub(crate) fn names(reasons: &[Self]) -> String {
        let words: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
        words.join(" ")
    }

    pub(crate) fn from_names(words: &str) -> Option<Vec<Self>> {
        words.split_whitespace().map(Self::from_name).collect()
    }
}

/// An operator's decision on a run that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The run goes on in spite of the reasons.
    Release,
    /// The run is ignored, as if the file had never come.
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
