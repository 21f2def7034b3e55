use std::fmt;

/// The areas that are verified, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// The database.
    Database,
    /// The files in the accounts' folders.
    Published,
    /// The archive.
    Archive,
}

impl Area {
    pub(super) const ALL: [Self; 3] = [Self::Database, Self::Published, Self::Archive];

    const fn name(self) -> &'static str {
        match self {
            Self::Database => "the database",
            Self::Published => "the published files",
            Self::Archive => "the archive",
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
