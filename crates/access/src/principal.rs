use civil::{AgreementUuid, AuthorityUuid, SystemUuid};
use store::Fingerprint;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// A user system, by the certificate that it showed in its TLS handshake, registered or not; `None` when it showed
    /// none.
    System(Option<Fingerprint>),
    /// A person at the machine's command line, who may do everything.
    Operator,
}

/// Under which agreement somebody asks, as the request says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementClaim {
    /// As an `InvocationContext` says it: agreement, system and authority must fit together.
    Invocation(InvocationClaim),
    /// By the agreement alone.
    Named(AgreementUuid),
    /// Under none.
    None,
}

/// Under which agreement a caller says it calls (`InvocationContext`).
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
    /// The agreement's UUID, where one is named.
    pub const fn agreement(&self) -> Option<AgreementUuid> {
        match self {
            Self::Invocation(claim) => Some(claim.agreement),
            Self::Named(agreement) => Some(*agreement),
            Self::None => None,
        }
    }
}
