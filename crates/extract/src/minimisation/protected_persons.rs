use std::fmt;
use std::str::FromStr;

/// What is done with persons whose name and address are protected ([`Protection`](super::Protection)).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProtectedPersons {
    /// They are delivered like all others, with the mark of the protection: what the contract says.
    #[default]
    Deliver,
    /// Every field that says where they live, have lived or can be reached is blank, and `002` is left out. So is what `017` says
    /// of anybody's guardian, who may be protected.
    BlankAddresses,
    /// Their records are not delivered, and what `017` says of anybody's guardian is blank. Their number and name stay in
    /// records of relatives.
    LeaveOut,
}

/// Not a word for what is done with protected persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("protected persons are one of deliver, blank-addresses, leave-out")]
pub struct UnknownProtectedPersons;

impl ProtectedPersons {
    const ALL: [Self; 3] = [Self::Deliver, Self::BlankAddresses, Self::LeaveOut];

    /// The word for it, as it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::BlankAddresses => "blank-addresses",
            Self::LeaveOut => "leave-out",
        }
    }
}

impl fmt::Display for ProtectedPersons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProtectedPersons {
    type Err = UnknownProtectedPersons;

    fn from_str(word: &str) -> Result<Self, UnknownProtectedPersons> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == word);
        found.ok_or(UnknownProtectedPersons)
    }
}
