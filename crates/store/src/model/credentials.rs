use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sha256::{InvalidSha256, Sha256};

/// The SHA-256 of a certificate (its DER form), which identifies it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub Sha256);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Fingerprint {
    type Err = InvalidSha256;

    fn from_str(text: &str) -> Result<Self, InvalidSha256> {
        text.parse().map(Self)
    }
}

/// A client certificate registered for a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// Its subject, for display.
    pub subject: String,
    /// First moment of validity.
    pub not_before: Timestamp,
    /// Last moment of validity.
    pub not_after: Timestamp,
    /// When the registration was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// A public key registered for a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshKey {
    /// `SHA256:…`, as `ssh-keygen -l` shows it.
    pub fingerprint: String,
    /// The key as one line of OpenSSH.
    pub text: String,
    /// When the registration was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}
