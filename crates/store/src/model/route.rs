use civil::SftpUser;
use jiff::Timestamp;

/// That one system may send files to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The account that sends.
    pub sender: SftpUser,
    /// The account that gets the files.
    pub recipient: SftpUser,
    /// When an operator allowed it.
    pub allowed_at: Timestamp,
}
