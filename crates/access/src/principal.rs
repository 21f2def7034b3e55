use civil::{AgreementUuid, AuthorityUuid, Cvr, Off4User, SystemUuid};
use store::{Fingerprint, UserId, UserRole};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// A user system, by its certificate from the TLS handshake, registered or not; `None` without a certificate.
    System(Option<Fingerprint>),
    /// A user system, by the account of OFF4 whose token it has shown.
    Off4Account(Off4User),
    /// A person at the machine's command line, who may do everything.
    Operator,
    /// A person who has signed in to the pages.
    User(PageUser),
}

/// A person who has signed in to the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageUser {
    /// The number.
    pub id: UserId,
    /// What the user may do.
    pub role: UserRole,
    /// The authority whose agreements alone the user sees; of every role of an authority, and of no other.
    pub authority: Option<AuthorityUuid>,
}

/// What is to be done with an agreement. Systems and operators may do all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementUse {
    /// It is read, and what was delivered under it, without persons: by auditors too, and by users of its authority.
    Read,
    /// Something is read of a person: by users of its authority.
    LookUp,
    /// It is changed, or something is ordered under it: by administrators of its authority, while it is in force.
    Change,
}

impl Principal {
    /// Whether it is the operator: at the command line, or signed in.
    pub const fn is_operator(self) -> bool {
        match self {
            Self::Operator => true,
            Self::User(user) => matches!(user.role, UserRole::Operator),
            Self::System(_) | Self::Off4Account(_) => false,
        }
    }

    /// Whether it may read what the operator reads.
    pub const fn may_read_all(self) -> bool {
        match self {
            Self::User(user) => matches!(user.role, UserRole::Operator | UserRole::Auditor),
            Self::Operator | Self::System(_) | Self::Off4Account(_) => self.is_operator(),
        }
    }

    /// The authority whose agreements alone it sees, of a user of an authority.
    pub fn authority(self) -> Option<AuthorityUuid> {
        match self {
            Self::User(user) if user.role.is_of_authority() => user.authority,
            Self::User(_) | Self::Operator | Self::System(_) | Self::Off4Account(_) => None,
        }
    }

    /// Whether it is a user system, by whatever it calls.
    pub const fn is_system(self) -> bool {
        matches!(self, Self::System(_) | Self::Off4Account(_))
    }
}

/// The agreement that a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementClaim {
    /// As in an `InvocationContext`: agreement, system and authority must match.
    Invocation(InvocationClaim),
    /// By the agreement alone.
    Named(AgreementUuid),
    /// By the authority, as in an `AuthorityContext`: the system's agreement with it that covers the service.
    Authority(Cvr),
    /// Under none.
    None,
}

/// The parties that a caller claims (`InvocationContext`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvocationClaim {
    /// `ServiceAgreementUUID`.
    pub agreement: AgreementUuid,
    /// `UserSystemUUID`.
    pub system: SystemUuid,
    /// `UserUUID`.
    pub authority: AuthorityUuid,
}

impl AgreementClaim {
    /// The agreement's UUID, if one is named.
    pub const fn agreement(&self) -> Option<AgreementUuid> {
        match self {
            Self::Invocation(claim) => Some(claim.agreement),
            Self::Named(agreement) => Some(*agreement),
            Self::Authority(_) | Self::None => None,
        }
    }
}
