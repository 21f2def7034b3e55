use jiff::Timestamp;

use super::sftp_user::SftpUser;

/// What a system may do by the listener for old SSH clients, and has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LegacySsh {
    /// Since when it may come in there; `None` where it may not.
    pub since: Option<Timestamp>,
    /// How often it has logged in there.
    pub logins: u64,
    /// When it did so last.
    pub last_login_at: Option<Timestamp>,
}

/// An account that may come in by the listener for old SSH clients, or has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyAccount {
    /// The operator's name for its system.
    pub system: String,
    /// The account.
    pub sftp_user: SftpUser,
    /// What it may do there, and has done.
    pub legacy_ssh: LegacySsh,
}
