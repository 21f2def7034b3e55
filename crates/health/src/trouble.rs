use serde::{Serialize, Serializer};

/// Something that needs a person, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// What it is.
    pub kind: TroubleKind,
    /// What it is exactly, and what to do. Nothing personal.
    pub what: String,
}

/// What needs a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TroubleKind {
    /// An extract is held.
    Held,
    /// An extract or a load is not delivered.
    Undelivered,
    /// Files lie in `IN` and nobody collects them.
    Uncollected,
    /// Such files are about to leave `IN`.
    Leaving,
    /// Such files have left it.
    Missed,
}

impl TroubleKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Held, Self::Undelivered, Self::Uncollected, Self::Leaving, Self::Missed];

    /// The word for it, for programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Undelivered => "undelivered",
            Self::Uncollected => "uncollected",
            Self::Leaving => "leaving",
            Self::Missed => "missed",
        }
    }
}

/// By its word.
impl Serialize for TroubleKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
