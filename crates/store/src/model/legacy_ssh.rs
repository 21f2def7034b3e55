use civil::SftpUser;
use jiff::Timestamp;

/// A system's access by the listener for old SSH clients, and its use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LegacySsh {
    /// Since when it may log in there; `None` when it may not.
    pub since: Option<Timestamp>,
    /// The number of logins there.
    pub logins: u64,
    /// The time of the last login there.
    pub last_login_at: Option<Timestamp>,
}

/// An account that may log in at the listener for old SSH clients, or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyAccount {
    /// The operator's name for its system.
    pub system: String,
    /// The account.
    pub sftp_user: SftpUser,
    /// Its access there, and the use of it.
    pub legacy_ssh: LegacySsh,
}
