use civil::{AgreementUuid, OpgaveNr};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::load::LoadId;
use crate::party::{AgreementId, MetadataRoot, SftpUser};
use crate::run::RunId;
use crate::sha256::Sha256;

/// The row number of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeliveryId(pub(crate) i64);

impl DeliveryId {
    /// The delivery in the row with this number.
    pub const fn from_number(row: i64) -> Self {
        Self(row)
    }
}

/// What a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryKind {
    /// A day's extract, thinned.
    Day,
    /// A load, or a part of one.
    Load,
    /// One of these once more.
    Replay,
}

impl DeliveryKind {
    /// The word for the kind in the store and in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Load => "load",
            Self::Replay => "replay",
        }
    }

    pub(crate) fn from_name(word: &str) -> Option<Self> {
        [Self::Day, Self::Load, Self::Replay].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A file pair for one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Row number.
    pub id: DeliveryId,
    /// What it is.
    pub kind: DeliveryKind,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Number within the agreement, counted from 1 without gaps.
    pub seq: u64,
    /// The number of the delivery that this one is once more.
    pub replay_of: Option<u64>,
    /// SHA-256 of the data file before; `None` for the first.
    pub previous: Option<Sha256>,
    /// The load it is a part of, or once more a part of.
    pub load: Option<LoadId>,
    /// The run it came from, or as of which it is.
    pub run: RunId,
    /// PRODDTO of the extract.
    pub proddto: Date,
    /// The account it was put to.
    pub sftp_user: SftpUser,
    /// The data file's name.
    pub name: String,
    /// What was published; `None` while it is planned.
    pub published: Option<Published>,
    /// When the last byte of the data file was first handed to the system.
    pub collected_at: Option<Timestamp>,
    /// When the system removed the data file, or its time in the folder was over.
    pub removed_at: Option<Timestamp>,
    /// When its time in the folder was over, if the system had not removed it by then.
    pub expired_at: Option<Timestamp>,
}

/// What is known of a delivery once its files lie on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Length of the data file in bytes.
    pub size: u64,
    /// SHA-256 of the data file.
    pub sha256: Sha256,
    /// Persons in it.
    pub persons: u64,
    /// Records in it, as TAELLER says.
    pub records: u64,
    /// When it was published.
    pub at: Timestamp,
}

/// A delivery's place among those of its agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainPosition {
    /// Number within the agreement, counted from 1 without gaps.
    pub seq: u64,
    /// What it is.
    pub kind: DeliveryKind,
    /// The number of the delivery that this one is once more.
    pub replay_of: Option<u64>,
    /// SHA-256 of the data file before; `None` for the first.
    pub previous: Option<Sha256>,
}

/// Where the chain of an agreement's deliveries ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ChainHead {
    /// The last delivery's number; 0 where there is none.
    pub seq: u64,
    /// SHA-256 of the last data file that was published.
    pub sha256: Option<Sha256>,
}

impl ChainHead {
    /// The next link behind it.
    pub const fn next(self, kind: DeliveryKind, replay_of: Option<u64>) -> ChainPosition {
        ChainPosition { seq: self.seq + 1, kind, replay_of, previous: self.sha256 }
    }
}

/// Everything but the persons and the place in the chain that decides the bytes of a delivery's two files: the
/// agreement's terms as they were when the run was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryTerms {
    /// The account in whose folder they lie.
    pub sftp_user: SftpUser,
    /// How the `.metadata` file begins.
    pub metadata_root: MetadataRoot,
    /// Whether the `.metadata` file says, signed, what the manifest says of the delivery.
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

/// A published pair, with all that is needed to put it on the shelf again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedDelivery {
    /// The delivery.
    pub delivery: DeliveryId,
    /// Whether it is of a load, whose bytes are in the archive; others are made of the archived extract.
    pub is_load: bool,
    /// The run it came from, or as of which it is.
    pub run: RunId,
    /// PRODDTO of that run.
    pub proddto: Date,
    /// What decides its bytes.
    pub pair: DeliveryTerms,
    /// Its place among those of its agreement.
    pub link: ChainPosition,
    /// Length of the data file in bytes.
    pub size: u64,
    /// Length of the `.metadata` file in bytes.
    pub metadata_size: u64,
    /// SHA-256 of the data file.
    pub sha256: Sha256,
    /// SHA-256 of the `.metadata` file; `None` of one that an older cprabo wrote.
    pub metadata_sha256: Option<Sha256>,
    /// Persons in the data file.
    pub persons: u64,
    /// Records in the data file.
    pub records: u64,
    /// When a load's file left the archive, because its time there was over.
    pub unarchived_at: Option<Timestamp>,
}

/// What the ledger is told of a delivery whose files lie on the shelf.
#[derive(Debug, Clone)]
pub struct PublishedFiles {
    /// Length of the data file in bytes.
    pub size: u64,
    /// Length of the `.metadata` file in bytes.
    pub metadata_size: u64,
    /// SHA-256 of the data file.
    pub sha256: Sha256,
    /// SHA-256 of the `.metadata` file.
    pub metadata_sha256: Sha256,
    /// Records in the data file.
    pub records: u64,
    /// The disclosed persons, in rising order of number, each with the reason.
    pub disclosed: Vec<(civil::Pnr, filters::Reason)>,
}

/// A delivery that lies on the shelf once more, to be told to the ledger.
#[derive(Debug, Clone)]
pub struct Replay {
    /// Which.
    pub of: DeliveryId,
    /// Its number within the agreement.
    pub seq: u64,
    /// The name of the data file this time.
    pub name: String,
    /// What the ledger is told.
    pub publish: PublishedFiles,
}

/// Which file of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The data file.
    Data,
    /// The file that describes it, whose name ends in `.metadata`.
    Metadata,
}

impl Part {
    /// What is put behind the data file's name.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Data => "",
            Self::Metadata => ".metadata",
        }
    }
}

/// A file as a system sees it in its `IN` folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderEntry {
    /// The delivery it belongs to.
    pub delivery: DeliveryId,
    /// The agreement under which it came.
    pub agreement: AgreementId,
    /// Which file of the pair.
    pub part: Part,
    /// The file's own name, with its suffix.
    pub name: String,
    /// Length in bytes.
    pub size: u64,
    /// Time of publication in seconds since 1970: distinct and rising within an account.
    pub mtime: u32,
    /// What its content is to be; `None` of a `.metadata` file that an older cprabo wrote.
    pub sha256: Option<Sha256>,
}

/// Deliveries of one agreement that nobody has collected, for longer than somebody thinks right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncollected {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// The account in whose folder they lie.
    pub sftp_user: SftpUser,
    /// How many there are.
    pub deliveries: u64,
    /// When the first of them was published.
    pub since: Timestamp,
}

/// Deliveries of one agreement whose time in `IN` is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// How many there are.
    pub deliveries: u64,
    /// How many of them nobody had collected or removed.
    pub missed: u64,
    /// The number of the last of them.
    pub last: u64,
}

/// Which deliveries to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryQuery {
    /// Those of an agreement.
    Agreement(AgreementId),
    /// Those of an agreement with a higher number than this.
    After(AgreementId, u64),
    /// Those of a run.
    Run(RunId),
    /// The parts of a load, and those once more.
    Load(LoadId),
}

/// A delivery that could not be written, while others of its run could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryProblem {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The run.
    pub run: RunId,
    /// PRODDTO of the run's extract.
    pub proddto: Date,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Its place among the deliveries of the agreement: those behind it wait for it.
    pub seq: u64,
    /// Whose folder it is for.
    pub sftp_user: SftpUser,
    /// What is wrong. Nothing personal.
    pub what: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when.
    pub since: Timestamp,
    /// When it is tried again.
    pub retry_at: Timestamp,
}

/// What was wrong with a delivery just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProblem {
    /// The delivery.
    pub delivery: DeliveryId,
    /// What is wrong. Nothing personal.
    pub what: String,
    /// When it was tried.
    pub at: Timestamp,
    /// When it is to be tried again.
    pub retry_at: Timestamp,
}
