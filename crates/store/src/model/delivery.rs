use civil::AgreementUuid;
use civil::SftpUser;
use extract::Minimisation;
use jiff::Timestamp;
use jiff::civil::Date;
use sha256::Sha256;

use super::ids::{AgreementId, DeliveryId, LoadId, RunId};

/// The kind of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryKind {
    /// The persons of a day's extract that the agreement receives.
    Day,
    /// A load, or a part of one.
    Load,
    /// A replay of one of these.
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

/// A pair of files for one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Row number.
    pub id: DeliveryId,
    /// Its kind.
    pub kind: DeliveryKind,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Number within the agreement, counted from 1 without gaps.
    pub seq: u64,
    /// The number of the delivery that this one replays.
    pub replay_of: Option<u64>,
    /// SHA-256 of the previous data file; `None` for the first.
    pub previous: Option<Sha256>,
    /// Whether it has persons because they enter an age range; also of its replays.
    pub ages_in: bool,
    /// The load it is a part of, or a replay of a part of.
    pub load: Option<LoadId>,
    /// The run it came from, or as of which it is.
    pub run: RunId,
    /// PRODDTO of the extract.
    pub proddto: Date,
    /// The account.
    pub sftp_user: SftpUser,
    /// The data file's name.
    pub name: String,
    /// The published files; `None` while it is planned.
    pub published: Option<Published>,
    /// When the data file was first sent up to its last byte.
    pub collected_at: Option<Timestamp>,
    /// When the system removed the data file, or its time in the folder ended.
    pub removed_at: Option<Timestamp>,
    /// When its time in the folder ended, if the system had not removed it by then.
    pub expired_at: Option<Timestamp>,
    /// What is left out of its records.
    pub minimisation: Minimisation,
}

/// The data on a published delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Length of the data file in bytes.
    pub size: u64,
    /// SHA-256 of the data file.
    pub sha256: Sha256,
    /// Persons in it.
    pub persons: u64,
    /// Records in it, as TAELLER counts them.
    pub records: u64,
    /// When it was published.
    pub at: Timestamp,
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
    /// The parts of a load, and their replays.
    Load(LoadId),
}

/// How far the deliveries of a run have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunDeliveries {
    /// All of them.
    pub planned: u64,
    /// Those that can be fetched, or could.
    pub published: u64,
    /// Those of them with persons.
    pub with_persons: u64,
    /// The persons in them; one in two of them counts twice.
    pub persons: u64,
    /// Those of which somebody has fetched the whole data file.
    pub collected: u64,
}

/// What a run delivered to one agreement on its day, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDelivery {
    /// Row number.
    pub delivery: DeliveryId,
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Number within the agreement.
    pub seq: u64,
    /// The account.
    pub sftp_user: SftpUser,
    /// Persons in it; `None` until it is published, as all below.
    pub persons: Option<u64>,
    /// Length of the data file in bytes.
    pub size: Option<u64>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When the data file was first sent up to its last byte.
    pub collected_at: Option<Timestamp>,
    /// When the system removed the data file, or its time in the folder ended.
    pub removed_at: Option<Timestamp>,
}

/// How much a run delivered on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunVolume {
    /// Deliveries that are published.
    pub deliveries: u64,
    /// Persons in them; one in two of them counts twice.
    pub persons: u64,
    /// Bytes of their data files.
    pub bytes: u64,
}

/// Deliveries of one agreement that are not collected after a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncollected {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// The account in whose folder they are.
    pub sftp_user: SftpUser,
    /// Their number.
    pub deliveries: u64,
    /// When the first of them was published.
    pub since: Timestamp,
}

/// Deliveries of one agreement whose time in `IN` has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The agreement.
    pub agreement: AgreementUuid,
    /// Their number.
    pub deliveries: u64,
    /// The number of those that were neither collected nor removed.
    pub missed: u64,
    /// The number of the last of them.
    pub last: u64,
}
