use store::UserRole;

/// Who may open an address. For others it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Everybody,
    /// Whoever has signed in, for what is the user's own.
    SignedIn,
    /// Operators and auditors.
    Readers,
    /// Operators.
    Operators,
    /// Whoever reads agreements: operators and auditors all, the users of an authority its own.
    Agreements,
    /// Whoever changes what an authority answers for: operators, and the administrators of the authority.
    Administrators,
    /// The users of an authority.
    Authorities,
    /// Whoever looks persons up: operators, and the users of an authority.
    LookUps,
    /// Developers, and operators, who try clients: in a sandbox alone.
    Developers,
}

impl Access {
    /// Whether a role may.
    pub(crate) const fn allows(self, role: UserRole) -> bool {
        use UserRole::{Auditor, AuthorityAdministrator, Developer, Operator};
        match self {
            Self::Everybody | Self::SignedIn => true,
            Self::Readers => matches!(role, Operator | Auditor),
            Self::Operators => matches!(role, Operator),
            Self::Agreements => matches!(role, Operator | Auditor) || role.is_of_authority(),
            Self::Authorities => role.is_of_authority(),
            Self::LookUps => matches!(role, Operator) || role.is_of_authority(),
            Self::Administrators => matches!(role, Operator | AuthorityAdministrator),
            Self::Developers => matches!(role, Operator | Developer),
        }
    }
}
