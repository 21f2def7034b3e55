use std::str::FromStr;

use civil::SftpUser;
use civil::{AgreementUuid, OpgaveNr};

/// Everything that decides the bytes of a delivery's two files, except persons and chain position:
/// the agreement's terms as of the run's application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryTerms {
    /// The account in whose folder they are.
    pub sftp_user: SftpUser,
    /// The root element of the `.metadata` file.
    pub metadata_root: MetadataRoot,
    /// Whether the `.metadata` file repeats the manifest, signed.
    pub is_signed: bool,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// OPGAVENR of the data file; `None` keeps the source's.
    pub opgavenr: Option<OpgaveNr>,
    /// The data file's name.
    pub name: String,
    /// `Sender` in the `.metadata` file.
    pub sender: String,
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

impl FromStr for MetadataRoot {
    type Err = UnknownRoot;

    fn from_str(text: &str) -> Result<Self, UnknownRoot> {
        [Self::FileMetadata, Self::Trigger]
            .into_iter()
            .find(|root| root.element() == text)
            .ok_or(UnknownRoot)
    }
}

/// Not the name of a metadata root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a metadata root is FileMetadata or Trigger")]
pub struct UnknownRoot;
