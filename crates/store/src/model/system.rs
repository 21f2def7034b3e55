use civil::SftpUser;
use civil::SystemUuid;
use exchange_proto::MetadataRoot;
use jiff::Timestamp;

use super::credentials::{Certificate, SshKey};
use super::ids::SystemId;
use super::legacy_ssh::LegacySsh;

/// An IT system that subscribes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Row number.
    pub id: SystemId,
    /// `UserSystemUUID`.
    pub uuid: SystemUuid,
    /// The operator's name for it.
    pub name: String,
    /// The account with which it fetches files.
    pub sftp_user: SftpUser,
    /// The root element of its `.metadata` files.
    pub metadata_root: MetadataRoot,
    /// Whether its `.metadata` files repeat the manifest, signed.
    pub signed_metadata: bool,
    /// When it was suspended, if it is.
    pub suspended_at: Option<Timestamp>,
    /// When it was removed, if it was.
    pub removed_at: Option<Timestamp>,
    /// Its access by the listener for old SSH clients.
    pub legacy_ssh: LegacySsh,
    /// Certificates with which it calls, revoked ones too.
    pub certificates: Vec<Certificate>,
    /// Keys with which it fetches, revoked ones too.
    pub ssh_keys: Vec<SshKey>,
}

/// A change of a system's attributes; `None` leaves one as it is.
#[derive(Debug, Clone, Default)]
pub struct SystemChange {
    /// The operator's name for it.
    pub name: Option<String>,
    /// The root element of its `.metadata` files, from the next extract or load on.
    pub metadata_root: Option<MetadataRoot>,
}

/// A system to be added.
#[derive(Debug, Clone)]
pub struct NewSystem {
    /// `UserSystemUUID`.
    pub uuid: SystemUuid,
    /// The operator's name for it.
    pub name: String,
    /// Its account.
    pub sftp_user: SftpUser,
    /// The root element of its `.metadata` files.
    pub metadata_root: MetadataRoot,
    /// Its first certificate.
    pub certificate: Certificate,
    /// Its first key.
    pub ssh_key: SshKey,
}
