use store::StoreError;

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizationError {
    /// No certificate was sent.
    #[error("no client certificate")]
    CertificateMissing,
    /// The certificate is not registered for the claimed system.
    #[error("the certificate is not registered for the system")]
    CertificateNotRegistered,
    /// The certificate's registration was revoked.
    #[error("the certificate is revoked")]
    CertificateRevoked,
    /// The operator has suspended the system.
    #[error("the system is suspended")]
    SystemSuspended,
    /// The certificate is not yet, or no longer, valid.
    #[error("the certificate is not valid today")]
    CertificateExpired,
    /// There is no such agreement, or it has neither the claimed system nor the claimed authority.
    #[error("the system has no such agreement")]
    UnknownAgreement,
    /// The agreement has the claimed authority, and another system.
    #[error("the agreement is with another system")]
    SystemNotInAgreement,
    /// The agreement has the claimed system, and another authority.
    #[error("the agreement is another authority's")]
    AuthorityNotInAgreement,
    /// The agreement's first day has not come.
    #[error("the agreement is not in force yet")]
    AgreementNotYetInForce,
    /// The agreement's last day is over.
    #[error("the agreement has expired")]
    AgreementExpired,
    /// The agreement was closed for good.
    #[error("the agreement is closed")]
    AgreementClosed,
    /// The agreement is suspended.
    #[error("the agreement is suspended")]
    AgreementSuspended,
    /// The agreement is a draft, or waits for approval.
    #[error("the agreement is not approved")]
    AgreementNotActive,
    /// The agreement does not cover the service.
    #[error("the agreement does not cover the service")]
    ServiceNotInAgreement,
    /// The check itself failed.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}
