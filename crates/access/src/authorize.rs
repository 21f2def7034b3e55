use civil::{AgreementUuid, AuthorityUuid, SystemUuid};
use jiff::Timestamp;
use store::{Agreement, Certificate, Fingerprint, Store, StoreError, System};

use clock::danish_day;

/// Under which agreement a caller says it calls (`InvocationContext`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// `ServiceAgreementUUID`.
    pub agreement: AgreementUuid,
    /// `UserSystemUUID`.
    pub system: SystemUuid,
    /// `UserUUID`.
    pub authority: AuthorityUuid,
}

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No certificate was shown.
    #[error("no client certificate")]
    CertificateMissing,
    /// The certificate is not registered for the claimed system.
    #[error("the certificate is not registered for the system")]
    CertificateNotRegistered,
    /// The certificate's registration was revoked.
    #[error("the certificate is revoked")]
    CertificateRevoked,
    /// The certificate is not yet, or no longer, valid.
    #[error("the certificate is not valid today")]
    CertificateExpired,
    /// The system has no such agreement.
    #[error("the system has no such agreement")]
    UnknownAgreement,
    /// The authority has the agreement with another system.
    #[error("the agreement is with another system")]
    SystemNotInAgreement,
    /// The system has the agreement with another authority.
    #[error("the agreement is another authority's")]
    AuthorityNotInAgreement,
    /// The agreement is not yet, or no longer, in force.
    #[error("the agreement is not in force today")]
    AgreementExpired,
    /// It could not be found out.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}

/// Whether a caller that showed `certificate` in its TLS handshake may act under the agreement that it
/// claims: the certificate must be registered for the system, and the agreement be the system's and the
/// authority's and in force.
///
/// # Errors
/// A [`Refusal`]. An agreement that is somebody else's is [`Refusal::UnknownAgreement`], as if it did not
/// exist, unless the caller knows whose it is.
pub fn authorize(
    store: &Store,
    certificate: Option<Fingerprint>,
    claim: &Claim,
    now: Timestamp,
) -> Result<Agreement, Refusal> {
    check_certificate(store, certificate, claim, now)?;
    let agreement = store.agreement(claim.agreement)?.ok_or(Refusal::UnknownAgreement)?;
    let same_system = agreement.system_uuid == claim.system;
    let same_authority = agreement.authority == claim.authority;
    match (same_system, same_authority) {
        (true, true) if agreement.is_in_force(danish_day(now)) => Ok(agreement),
        (true, true) => Err(Refusal::AgreementExpired),
        (true, false) => Err(Refusal::AuthorityNotInAgreement),
        (false, true) => Err(Refusal::SystemNotInAgreement),
        (false, false) => Err(Refusal::UnknownAgreement),
    }
}

fn check_certificate(
    store: &Store,
    shown: Option<Fingerprint>,
    claim: &Claim,
    now: Timestamp,
) -> Result<(), Refusal> {
    let shown = shown.ok_or(Refusal::CertificateMissing)?;
    // Somebody else's certificate is the same as none that is known.
    let holder: Option<System> =
        store.certificate_holder(shown)?.filter(|system| system.uuid == claim.system);
    let registered = holder
        .and_then(|system| find(system.certificates, shown))
        .ok_or(Refusal::CertificateNotRegistered)?;
    if registered.revoked_at.is_some() {
        return Err(Refusal::CertificateRevoked);
    }
    if now < registered.not_before || registered.not_after < now {
        return Err(Refusal::CertificateExpired);
    }
    Ok(())
}

fn find(certificates: Vec<Certificate>, shown: Fingerprint) -> Option<Certificate> {
    certificates.into_iter().find(|certificate| certificate.fingerprint == shown)
}

#[cfg(test)]
mod tests;
