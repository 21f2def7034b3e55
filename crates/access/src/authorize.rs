use civil::{Cvr, Off4User, ServiceName};
use clock::danish_day;
use jiff::Timestamp;
use store::{Agreement, ClaimedAgreement, Fingerprint, Store, System};

use crate::authorization_error::AuthorizationError;
use crate::authorize_user::authorize_user;
use crate::in_force::check_in_force;
use crate::principal::{AgreementClaim, AgreementUse, Principal};
use crate::validity::{Invalid, check_certificate, check_system};

/// Checks that the caller's certificate from the TLS handshake is registered for any system, and valid now. A request
/// of a caller that is refused here need not be read.
///
/// # Errors
/// A [`AuthorizationError`] about the certificate, or [`AuthorizationError::Store`].
pub fn authenticate(
    store: &Store,
    certificate: Option<Fingerprint>,
    now: Timestamp,
) -> Result<(), AuthorizationError> {
    let shown = certificate.ok_or(AuthorizationError::CertificateMissing)?;
    check(store.system_by_certificate(shown)?.as_ref(), shown, now).map(|_| ())
}

/// The agreement of a principal's request of a service, if the principal may use it: the certificate is registered for a
/// system and valid now, and the agreement is that system's, in force, and covers the service. All of it is read in one
/// transaction, so that nothing changes in between.
///
/// The operator may use any agreement, in force or not, whatever it covers. A user of the pages is let do what
/// [`authorize_user`] lets the user change.
///
/// # Errors
/// An [`AuthorizationError`]. An agreement of another system, or none, is [`AuthorizationError::UnknownAgreement`]; a
/// caller who claims an authority too, and names one of the two correctly, gets an error about the other.
pub fn authorize(
    store: &Store,
    principal: Principal,
    claim: AgreementClaim,
    service: ServiceName,
    now: Timestamp,
) -> Result<Agreement, AuthorizationError> {
    let uuid = claim.agreement();
    let certificate = match principal {
        Principal::System(certificate) => certificate,
        Principal::Off4Account(user) => return of_account(store, user, service, now),
        Principal::User(user) => {
            return authorize_user(store, user, uuid, AgreementUse::Change, now);
        }
        Principal::Operator => {
            let agreement = uuid.map(|uuid| store.agreement(uuid)).transpose()?.flatten();
            return agreement.ok_or(AuthorizationError::UnknownAgreement);
        }
    };
    let shown = certificate.ok_or(AuthorizationError::CertificateMissing)?;
    if let AgreementClaim::Authority(cvr) = claim {
        let (holder, agreements) = store.system_and_agreements(shown)?;
        check(holder.as_ref(), shown, now)?;
        return of_authority(agreements, cvr, service, now);
    }
    let (holder, agreement) = store.system_and_agreement(shown, uuid)?;
    // A certificate of another system is treated as an unknown one.
    let holder = holder.filter(|system| is_claimed(system, claim));
    check(holder.as_ref(), shown, now)?;
    let ClaimedAgreement { agreement, is_party } =
        agreement.ok_or(AuthorizationError::UnknownAgreement)?;
    check_parties(&agreement, is_party, claim)?;
    check_terms(&agreement, service, now)?;
    Ok(agreement)
}

/// The agreement with an authority that covers the service and is in force. Of several it is the first that restricts
/// look-ups to chosen persons, or else the first; it has the strictest terms of all. If there is none, the error is about
/// the one that comes closest.
fn of_authority(
    agreements: Vec<Agreement>,
    cvr: Cvr,
    service: ServiceName,
    now: Timestamp,
) -> Result<Agreement, AuthorizationError> {
    let mut left = agreements;
    left.retain(|agreement| agreement.cvr == Some(cvr));
    if left.is_empty() {
        return Err(AuthorizationError::AuthorityNotInAgreement);
    }
    left.retain(|agreement| agreement.covers(service));
    if left.is_empty() {
        return Err(AuthorizationError::ServiceNotInAgreement);
    }
    let today = danish_day(now);
    // A suspension is said before what is over: it is what can be ended.
    let rank = |error: &AuthorizationError| match error {
        AuthorizationError::AgreementSuspended => 0,
        AuthorizationError::AgreementNotActive => 1,
        AuthorizationError::AgreementNotYetInForce => 2,
        AuthorizationError::AgreementExpired => 3,
        _ => 4,
    };
    let errors = left.iter().filter_map(|agreement| check_in_force(agreement, today).err());
    let not_in_force = errors.min_by_key(rank);
    left.retain(|agreement| agreement.is_in_force(today));
    let omits_protected = left.iter().any(|agreement| agreement.lookup_terms.omits_protected);
    let strictest = left.iter().position(|agreement| agreement.lookup_terms.only_chosen);
    let mut found = left
        .into_iter()
        .nth(strictest.unwrap_or_default())
        .ok_or_else(|| not_in_force.unwrap_or(AuthorizationError::AgreementExpired))?;
    found.lookup_terms.omits_protected = omits_protected;
    Ok(found)
}

/// The agreement of an account that has logged on, whatever the request claims.
fn of_account(
    store: &Store,
    user: Off4User,
    service: ServiceName,
    now: Timestamp,
) -> Result<Agreement, AuthorizationError> {
    let holder = store.off4_account(user)?.ok_or(AuthorizationError::UnknownAgreement)?;
    check_system(&holder.system).map_err(|_| AuthorizationError::SystemSuspended)?;
    check_terms(&holder.agreement, service, now)?;
    Ok(holder.agreement)
}

/// Checks that the agreement is in force and covers the service.
fn check_terms(
    agreement: &Agreement,
    service: ServiceName,
    now: Timestamp,
) -> Result<(), AuthorizationError> {
    match agreement.covers(service) {
        true => check_in_force(agreement, danish_day(now)),
        false => Err(AuthorizationError::ServiceNotInAgreement),
    }
}

/// Whether the request claims that system, or claims none.
fn is_claimed(system: &System, claim: AgreementClaim) -> bool {
    match claim {
        AgreementClaim::Invocation(claim) => claim.system == system.uuid,
        AgreementClaim::Named(_) | AgreementClaim::Authority(_) | AgreementClaim::None => true,
    }
}

/// Whether the caller's system is a party of the agreement, and it has the claimed authority.
fn check_parties(
    agreement: &Agreement,
    is_party: bool,
    claim: AgreementClaim,
) -> Result<(), AuthorizationError> {
    let is_authoritys = match claim {
        AgreementClaim::Invocation(claim) => Some(claim.authority == agreement.authority),
        AgreementClaim::Named(_) | AgreementClaim::Authority(_) | AgreementClaim::None => None,
    };
    match (is_party, is_authoritys) {
        (true, Some(true) | None) => Ok(()),
        (true, Some(false)) => Err(AuthorizationError::AuthorityNotInAgreement),
        (false, Some(true)) => Err(AuthorizationError::SystemNotInAgreement),
        (false, Some(false) | None) => Err(AuthorizationError::UnknownAgreement),
    }
}

/// The system of the certificate, if the certificate is valid and not revoked.
pub(crate) fn check(
    holder: Option<&System>,
    shown: Fingerprint,
    now: Timestamp,
) -> Result<&System, AuthorizationError> {
    let holder = holder.ok_or(AuthorizationError::CertificateNotRegistered)?;
    match check_certificate(holder, shown, now) {
        Ok(_) => Ok(holder),
        Err(Invalid::NotRegistered) => Err(AuthorizationError::CertificateNotRegistered),
        Err(Invalid::Revoked) => Err(AuthorizationError::CertificateRevoked),
        Err(Invalid::NotNow) => Err(AuthorizationError::CertificateExpired),
        Err(Invalid::SystemSuspended) => Err(AuthorizationError::SystemSuspended),
    }
}

#[cfg(test)]
mod tests;
