use jiff::Timestamp;
use jiff::civil::Date;

use super::chain::ChainPosition;
use super::delivery_terms::DeliveryTerms;
use super::ids::{DeliveryId, RunId};
use super::sha256::Sha256;

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
