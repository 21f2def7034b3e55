use std::fmt;

/// The five kinds of filter (`filters.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FilterKind {
    /// Single persons.
    Pnr,
    /// Persons of an age.
    Age,
    /// Persons who live in a municipality, or lived there before this change.
    Municipality,
    /// Persons with an event.
    Event,
    /// Everyone.
    NoFilter,
}

impl FilterKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Pnr, Self::Age, Self::Municipality, Self::Event, Self::NoFilter];

    /// The name of the kind in listings and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pnr => "pnr",
            Self::Age => "age",
            Self::Municipality => "municipality",
            Self::Event => "event",
            Self::NoFilter => "no-filter",
        }
    }
}

impl fmt::Display for FilterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of kinds: those for which a subscription has at least one filter.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct FilterKinds(u8);

impl FilterKinds {
    /// No kind.
    pub const EMPTY: Self = Self(0);

    /// The set with `kind` added.
    #[must_use]
    pub const fn with(self, kind: FilterKind) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// Whether `kind` is in the set.
    pub const fn has(self, kind: FilterKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// Whether no kind is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds in this set that are not in `other`.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The kinds in the set.
    pub fn iter(self) -> impl Iterator<Item = FilterKind> {
        FilterKind::ALL.into_iter().filter(move |&kind| self.has(kind))
    }
}

impl FromIterator<FilterKind> for FilterKinds {
    fn from_iter<I: IntoIterator<Item = FilterKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for FilterKinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
