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
    User(UserId, UserRole),
}

impl Principal {
    /// Whether it is the operator: at the command line, or signed in.
    pub const fn is_operator(self) -> bool {
        matches!(self, Self::Operator | Self::User(_, UserRole::Operator))
    }

    /// Whether it may read what the operator reads.
    pub const fn may_read_all(self) -> bool {
        self.is_operator() || matches!(self, Self::User(_, UserRole::Auditor))
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
