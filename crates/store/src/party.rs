//! The parties: IT systems with their certificates and keys, and the service agreements.

use std::fmt;
use std::str::FromStr;

use civil::{AgreementUuid, AuthorityUuid, OpgaveNr, SystemUuid};
use filters::Combination;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::sha256::{InvalidSha256, Sha256};

/// The SHA-256 of a certificate (its DER form), by which it is known.
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

/// The root element of a system's `.metadata` files (`delivery.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MetadataRoot {
    /// `ns2:FileMetadata`, by the schema.
    #[default]
    FileMetadata,
    /// `ns2:Trigger`, which one deployed client reads.
    Trigger,
}

impl MetadataRoot {
    /// The element's local name.
    pub const fn element(self) -> &'static str {
        match self {
            Self::FileMetadata => "FileMetadata",
            Self::Trigger => "Trigger",
        }
    }
}

/// Not the name of a metadata root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a metadata root is FileMetadata or Trigger")]
pub struct UnknownRoot;

impl FromStr for MetadataRoot {
    type Err = UnknownRoot;

    fn from_str(text: &str) -> Result<Self, UnknownRoot> {
        [Self::FileMetadata, Self::Trigger]
            .into_iter()
            .find(|root| root.element() == text)
            .ok_or(UnknownRoot)
    }
}

/// The row number of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SystemId(pub(crate) i64);

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

/// The name of an SFTP account, which is also the name of its folder on the shelf: lower-case letters,
/// digits, `-` and `_`, at most 32, the first a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SftpUser(String);

/// Not the name of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an SFTP user is 1 to 32 lower-case letters, digits, - and _, and begins with a letter or digit"
)]
pub struct InvalidSftpUser;

impl SftpUser {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SftpUser {
    type Err = InvalidSftpUser;

    fn from_str(text: &str) -> Result<Self, InvalidSftpUser> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let first = text.bytes().next().is_some_and(plain);
        let rest = text.bytes().all(|byte| plain(byte) || matches!(byte, b'-' | b'_'));
        if first && rest && text.len() <= 32 {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidSftpUser)
        }
    }
}

impl fmt::Display for SftpUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A client certificate registered for a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// By which it is known.
    pub fingerprint: Fingerprint,
    /// Its subject, for people.
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

/// What of a system is to be another; `None` stays.
#[derive(Debug, Clone, Default)]
pub struct SystemChange {
    /// The operator's name for it.
    pub name: Option<String>,
    /// How its `.metadata` files begin, from the next extract or load on.
    pub metadata_root: Option<MetadataRoot>,
}

/// What an agreement's system has not had yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outstanding {
    /// Deliveries that are to be written.
    pub unwritten: u64,
    /// Files in `IN` that nobody has collected.
    pub uncollected: u64,
    /// Loads that are under way.
    pub loads: u64,
}

/// `2 files in IN that nobody has collected, 1 load under way`.
impl fmt::Display for Outstanding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |number: u64, one: &str, many: &str| {
            (number > 0).then(|| format!("{number} {}", if number == 1 { one } else { many }))
        };
        let all = [
            count(self.unwritten, "delivery to be written", "deliveries to be written"),
            count(
                self.uncollected,
                "file in IN that nobody has collected",
                "files in IN that nobody has collected",
            ),
            count(self.loads, "load under way", "loads under way"),
        ];
        f.write_str(&all.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
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

/// The row number of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgreementId(pub(crate) i64);

/// A service agreement: one system, for one authority, on this service. It is also the subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Row number.
    pub id: AgreementId,
    /// `ServiceAgreementUUID`.
    pub uuid: AgreementUuid,
    /// The system.
    pub system: SystemId,
    /// The system's `UserSystemUUID`.
    pub system_uuid: SystemUuid,
    /// `UserUUID`, the municipality.
    pub authority: AuthorityUuid,
    /// How the kinds of its filters work together.
    pub combination: Combination,
    /// OPGAVENR of its files; `None` keeps the source's.
    pub opgavenr: Option<OpgaveNr>,
    /// First day in force; `None` when it always was. For an extract the day is its PRODDTO, whenever it comes.
    pub valid_from: Option<Date>,
    /// Last day in force; `None` until further notice.
    pub valid_until: Option<Date>,
    /// When it was closed for good, if it was: it is in force on no day then.
    pub closed_at: Option<Timestamp>,
    /// Whether whom newly added filters choose comes whole, behind the next day's file.
    pub first_data: bool,
}

impl Agreement {
    /// Whether the agreement is in force on `day`.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.closed_at.is_none()
            && self.valid_from.is_none_or(|first| first <= day)
            && self.valid_until.is_none_or(|last| day <= last)
    }
}

/// An agreement to be added.
#[derive(Debug, Clone)]
pub struct NewAgreement {
    /// `ServiceAgreementUUID`.
    pub uuid: AgreementUuid,
    /// The system's `UserSystemUUID`.
    pub system: SystemUuid,
    /// `UserUUID`, the municipality.
    pub authority: AuthorityUuid,
    /// How the kinds of its filters work together.
    pub combination: Combination,
    /// OPGAVENR of its files; `None` keeps the source's.
    pub opgavenr: Option<OpgaveNr>,
    /// First day in force; `None` when it always was.
    pub valid_from: Option<Date>,
    /// Last day in force; `None` until further notice.
    pub valid_until: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_safe_folder_name() {
        for name in ["a", "vejle-omsorg_2", "0", "abcdefghijklmnopqrstuvwxyz012345"] {
            assert!(name.parse::<SftpUser>().is_ok(), "{name}");
        }
        for name in
            ["", "-a", "_a", "A", "a/b", "..", "a.b", "æ", "abcdefghijklmnopqrstuvwxyz0123456"]
        {
            assert_eq!(name.parse::<SftpUser>(), Err(InvalidSftpUser), "{name}");
        }
    }
}
