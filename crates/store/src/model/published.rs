use jiff::Timestamp;
use jiff::civil::Date;
use sha256::Sha256;

use super::chain::ChainPosition;
use super::delivery_terms::DeliveryTerms;
use super::ids::{DeliveryId, RunId};

/// A published pair of files, with all that is needed to write it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedDelivery {
    /// The delivery.
    pub delivery: DeliveryId,
    /// Whether it is part of a load, whose bytes are in the archive. Other deliveries are made from
    /// the archived extract.
    pub is_load: bool,
    /// The run it came from, or as of which it is.
    pub run: RunId,
    /// PRODDTO of that run.
    pub proddto: Date,
    /// The terms that decide its bytes.
    pub pair: DeliveryTerms,
    /// Its position in the chain of its agreement.
    pub link: ChainPosition,
    /// Length of the data file in bytes.
    pub size: u64,
    /// Length of the `.metadata` file in bytes.
    pub metadata_size: u64,
    /// SHA-256 of the data file.
    pub sha256: Sha256,
    /// SHA-256 of the `.metadata` file; `None` for one that an older cprabo wrote.
    pub metadata_sha256: Option<Sha256>,
    /// Persons in the data file.
    pub persons: u64,
    /// Records in the data file.
    pub records: u64,
    /// When the load's file was deleted from the archive, if it was.
    pub unarchived_at: Option<Timestamp>,
}

/// The ledger's data on a delivery whose files are in their folders.
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

/// A replay whose files are in their folders, to be published in the ledger.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The delivery that is replayed.
    pub of: DeliveryId,
    /// Its number within the agreement.
    pub seq: u64,
    /// The name of the data file in this replay.
    pub name: String,
    /// The ledger's data on it.
    pub publish: PublishedFiles,
}
