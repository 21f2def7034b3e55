use civil::{AgreementUuid, AuthorityUuid, SystemUuid};
use clock::danish_day;
use jiff::Timestamp;
use store::{Agreement, Fingerprint, Store, StoreError, System};

use crate::validity::{Invalid, check_certificate};

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

/// Why a call is refused.
#[derive(Debug, thiserror::Error)]
pub enum AuthorizationError {
    /// No certificate was shown.
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
    /// There is no such agreement, or it is another system's with another authority.
    #[error("the system has no such agreement")]
    UnknownAgreement,
    /// The agreement is the claimed authority's, with another system.
    #[error("the agreement is with another system")]
    SystemNotInAgreement,
    /// The agreement is the claimed system's, with another authority.
    #[error("the agreement is another authority's")]
    AuthorityNotInAgreement,
    /// The agreement is not yet, or no longer, in force.
    #[error("the agreement is not in force today")]
    AgreementExpired,
    /// It could not be found out.
    #[error("the store does not answer")]
    Store(#[from] StoreError),
}

/// Whether the certificate that a caller showed in its TLS handshake is registered, for whichever system, and
/// valid now. Who is refused here need not be listened to.
///
/// # Errors
/// A [`AuthorizationError`] about the certificate, or [`AuthorizationError::Store`].
pub fn authenticate(
    store: &Store,
    certificate: Option<Fingerprint>,
    now: Timestamp,
) -> Result<(), AuthorizationError> {
    let shown = certificate.ok_or(AuthorizationError::CertificateMissing)?;
    check(store.system_by_certificate(shown)?.as_ref(), shown, now)
}

/// Whether a caller that showed `certificate` in its TLS handshake may act under the agreement that it
/// claims: the certificate must be registered for the system, and the agreement be the system's and the
/// authority's and in force.
///
/// # Errors
/// A [`AuthorizationError`]. An agreement of another system and another authority is [`AuthorizationError::UnknownAgreement`], as if
/// it did not exist; a caller who names the right one of the two is told which is wrong.
pub fn authorize(
    store: &Store,
    certificate: Option<Fingerprint>,
    claim: &InvocationClaim,
    now: Timestamp,
) -> Result<Agreement, AuthorizationError> {
    let shown = certificate.ok_or(AuthorizationError::CertificateMissing)?;
    // Somebody else's certificate is the same as none that is known.
    let holder = store.system_by_certificate(shown)?.filter(|system| system.uuid == claim.system);
    check(holder.as_ref(), shown, now)?;
    let agreement =
        store.agreement(claim.agreement)?.ok_or(AuthorizationError::UnknownAgreement)?;
    let same_system = agreement.system_uuid == claim.system;
    let same_authority = agreement.authority == claim.authority;
    match (same_system, same_authority) {
        (true, true) if agreement.is_in_force(danish_day(now)) => Ok(agreement),
        (true, true) => Err(AuthorizationError::AgreementExpired),
        (true, false) => Err(AuthorizationError::AuthorityNotInAgreement),
        (false, true) => Err(AuthorizationError::SystemNotInAgreement),
        (false, false) => Err(AuthorizationError::UnknownAgreement),
    }
}

/// The same for a caller who names the agreement alone: it must be the system's that holds the certificate.
///
/// # Errors
/// A [`AuthorizationError`]. An agreement of another system, or none, is [`AuthorizationError::UnknownAgreement`].
pub fn authorize_agreement(
    store: &Store,
    certificate: Option<Fingerprint>,
    agreement: Option<AgreementUuid>,
    now: Timestamp,
) -> Result<Agreement, AuthorizationError> {
    let shown = certificate.ok_or(AuthorizationError::CertificateMissing)?;
    let holder = store.system_by_certificate(shown)?;
    let system = holder.as_ref().map(|system| system.id);
    check(holder.as_ref(), shown, now)?;
    let agreement = agreement.map(|uuid| store.agreement(uuid)).transpose()?.flatten();
    let agreement = agreement.filter(|agreement| Some(agreement.system) == system);
    let agreement = agreement.ok_or(AuthorizationError::UnknownAgreement)?;
    if !agreement.is_in_force(danish_day(now)) {
        return Err(AuthorizationError::AgreementExpired);
    }
    Ok(agreement)
}

/// Whether the certificate that was shown is one of its holder's, valid and not revoked.
pub(crate) fn check(
    holder: Option<&System>,
    shown: Fingerprint,
    now: Timestamp,
) -> Result<(), AuthorizationError> {
    let holder = holder.ok_or(AuthorizationError::CertificateNotRegistered)?;
    match check_certificate(holder, shown, now) {
        Ok(_) => Ok(()),
        Err(Invalid::NotRegistered) => Err(AuthorizationError::CertificateNotRegistered),
        Err(Invalid::Revoked) => Err(AuthorizationError::CertificateRevoked),
        Err(Invalid::NotNow) => Err(AuthorizationError::CertificateExpired),
        Err(Invalid::SystemSuspended) => Err(AuthorizationError::SystemSuspended),
    }
}

#[cfg(test)]
mod tests;
