use civil::SystemUuid;
use jiff::Timestamp;
use store::{Fingerprint, Store, StoreError, SystemId};

use crate::validity::check_certificate;

/// The system for which a certificate is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegisteredCertificate {
    /// The system's row number.
    pub system: SystemId,
    /// The system's UUID.
    pub uuid: SystemUuid,
    /// Whether the certificate is valid now and was not revoked.
    pub is_valid: bool,
}

/// The system of a certificate, valid or not; `None` when it is not registered.
pub fn system_by_certificate(
    store: &Store,
    certificate: Fingerprint,
    now: Timestamp,
) -> Result<Option<RegisteredCertificate>, StoreError> {
    let Some(system) = store.system_by_certificate(certificate)? else { return Ok(None) };
    let is_valid = check_certificate(&system, certificate, now).is_ok();
    Ok(Some(RegisteredCertificate { system: system.id, uuid: system.uuid, is_valid }))
}
