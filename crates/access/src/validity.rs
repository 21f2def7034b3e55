use jiff::Timestamp;
use store::{Certificate, Fingerprint, System};

use crate::door::Door;

/// Why a certificate or key of a system is not valid. Calls, logins and open connections are all checked here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    NotRegistered,
    Revoked,
    /// Not yet, or no longer, valid.
    NotNow,
    SystemSuspended,
}

/// The system's certificate, if the system may call with it.
pub(crate) fn check_certificate(
    system: &System,
    shown: Fingerprint,
    now: Timestamp,
) -> Result<&Certificate, Invalid> {
    let mut certificates = system.certificates.iter();
    let registered = certificates.find(|certificate| certificate.fingerprint == shown);
    let registered = registered.ok_or(Invalid::NotRegistered)?;
    if registered.revoked_at.is_some() {
        return Err(Invalid::Revoked);
    }
    if !(registered.not_before..=registered.not_after).contains(&now) {
        return Err(Invalid::NotNow);
    }
    check_system(system)?;
    Ok(registered)
}

/// Checks that an SSH key is one of the system's, and not revoked. A suspended system is a separate check: that its key
/// is unknown comes first.
pub(crate) fn check_ssh_key(system: &System, fingerprint: &str) -> Result<(), Invalid> {
    let key = system.ssh_keys.iter().find(|key| key.fingerprint == fingerprint);
    match key.ok_or(Invalid::NotRegistered)?.revoked_at {
        Some(_) => Err(Invalid::Revoked),
        None => Ok(()),
    }
}

/// Checks that anything of the system's can be valid.
pub(crate) const fn check_system(system: &System) -> Result<(), Invalid> {
    match system.suspended_at {
        Some(_) => Err(Invalid::SystemSuspended),
        None => Ok(()),
    }
}

/// Whether the system may use that listener.
pub(crate) const fn may_enter(system: &System, door: Door) -> bool {
    match door {
        Door::Ordinary => true,
        Door::Legacy => system.legacy_ssh.since.is_some(),
    }
}
