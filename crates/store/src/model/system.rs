use civil::SystemUuid;
use jiff::Timestamp;

use super::credentials::{Certificate, SshKey};
use super::delivery_terms::MetadataRoot;
use super::ids::SystemId;
use super::legacy_ssh::LegacySsh;
use super::sftp_user::SftpUser;

/// An IT system that subscribes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// Row number.
    pub id: SystemId,
    /// `UserSystemUUID`.
    pub uuid: SystemUuid,
    /// The operator's name for it.
    pub name: String,
    /// The account under which it fetches files.
    pub sftp_user: SftpUser,
    /// How its `.metadata` files begin.
    pub metadata_root: MetadataRoot,
    /// Whether its `.metadata` files say, signed, what the manifest says of the delivery.
    pub signed_metadata: bool,
    /// Since when it may do nothing, if so.
    pub suspended_at: Option<Timestamp>,
    /// When it was taken out, if it was.
    pub removed_at: Option<Timestamp>,
    /// Whether it may come in by the listener for old SSH clients, and has.
    pub legacy_ssh: LegacySsh,
    /// Certificates by which it calls, revoked ones too.
    pub certificates: Vec<Certificate>,
    /// Keys with which it fetches, revoked ones too.
    pub ssh_keys: Vec<SshKey>,
}

/// What of a system is to be another; `None` stays.
#[derive(Debug, Clone, Default)]
pub struct SystemChange {
    /// The operator's name for it.
    pub name: Option<String>,
    /// How its `.metadata` files begin, from the next extract or load on.
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
    /// How its `.metadata` files begin.
    pub metadata_root: MetadataRoot,
    /// Its first certificate.
    pub certificate: Certificate,
    /// Its first key.
    pub ssh_key: SshKey,
}
