use civil::{AgreementUuid, OpgaveNr, SftpUser};
use exchange_proto::MetadataRoot;
use extract::Minimisation;

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
    /// What is left out of the records.
    pub minimisation: Minimisation,
}
