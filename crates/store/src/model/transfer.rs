use civil::SftpUser;
use exchange_proto::{Content, ErrorCode};
use jiff::Timestamp;
use sha256::Sha256;
use uuid::Uuid;

use super::ids::{SystemId, TransferId};

/// How far a transfer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferState {
    /// The file was taken out of the sender's `OUT`, and is not decided upon.
    Taken,
    /// It is in the folder of each recipient, and the sender has its receipt.
    Delivered,
    /// Nobody has it, and the sender's receipt says why.
    Refused,
    /// It was delivered before: the sender has the first receipt again.
    Repeated,
}

impl TransferState {
    /// The word that is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Repeated => "repeated",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Taken, Self::Delivered, Self::Refused, Self::Repeated]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// A file that is to be taken out of its sender's `OUT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTransfer {
    /// The system that sends it.
    pub sender: SystemId,
    /// The file's name, that of the trigger without its suffix.
    pub name: String,
}

/// A transfer that is not decided upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenTransfer {
    /// Its number.
    pub id: TransferId,
    /// The system that sends it.
    pub sender: SystemId,
    /// The account of that system.
    pub sftp_user: SftpUser,
    /// The file's name.
    pub name: String,
}

/// What was found of a taken file and its trigger, before the ledger is asked whether it may go on.
#[derive(Debug, Clone)]
pub struct CheckedTransfer {
    /// Its number.
    pub id: TransferId,
    /// Its UUID, made of what it names; zero where that is not known.
    pub uuid: Uuid,
    /// The sender's own id of it.
    pub senders_file_id: Option<String>,
    /// Length and digest; `None` where there is no file.
    pub file: Option<(u64, Sha256)>,
    /// The accounts that are to have it, as the trigger names them.
    pub recipients: Vec<String>,
    /// What the sender says of its content.
    pub content: Content,
    /// What is wrong with it already.
    pub errors: Vec<ErrorCode>,
}

/// A transfer that was decided upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedTransfer {
    /// Its number.
    pub id: TransferId,
    /// Its UUID, as the receipt has it.
    pub uuid: Uuid,
    /// What was decided.
    pub state: TransferState,
    /// Why it was refused, if it was.
    pub errors: Vec<ErrorCode>,
    /// The accounts that have it now.
    pub recipients: Vec<SftpUser>,
}

/// A transfer, for an operator who is asked where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its number.
    pub id: TransferId,
    /// The account that sent it.
    pub sender: SftpUser,
    /// The file's name.
    pub name: String,
    /// How far it is.
    pub state: TransferState,
    /// Its UUID, once it is decided upon.
    pub uuid: Option<Uuid>,
    /// The sender's own id of it.
    pub senders_file_id: Option<String>,
    /// Length in bytes.
    pub size: Option<u64>,
    /// Why it was refused, if it was.
    pub errors: Vec<ErrorCode>,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// When it was decided upon.
    pub decided_at: Option<Timestamp>,
    /// Who has it.
    pub recipients: Vec<ForwardedFile>,
}

/// A transfer's file in the folder of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForwardedFile {
    /// The account.
    pub recipient: SftpUser,
    /// When it appeared there.
    pub published_at: Timestamp,
    /// When all of it had been sent for the first time.
    pub collected_at: Option<Timestamp>,
    /// The SSH key to which it had.
    pub collected_by: Option<String>,
    /// When the recipient removed it, or its time there was over.
    pub removed_at: Option<Timestamp>,
    /// When its time there was over.
    pub expired_at: Option<Timestamp>,
}

/// Files for an account that nobody has collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncollectedTransfers {
    /// The account.
    pub recipient: SftpUser,
    /// How many.
    pub files: u64,
    /// Since when the oldest is there.
    pub since: Timestamp,
}
