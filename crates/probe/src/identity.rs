use std::fmt;

use civil::{SftpUser, SystemUuid};

/// What the probe calls with: a system that is registered, and has no agreement.
#[derive(Clone)]
pub struct Identity {
    /// Its `UserSystemUUID`.
    pub system: SystemUuid,
    /// Its account.
    pub sftp_user: SftpUser,
    /// Its client certificate, in PEM form.
    pub certificate: String,
    /// The key of that, in PEM form.
    pub key: String,
    /// Its SSH key, in OpenSSH's format.
    pub ssh_key: String,
}

/// Without the keys.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("sftp_user", &self.sftp_user).finish_non_exhaustive()
    }
}
