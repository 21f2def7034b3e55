use civil::Pnr;
use filters::{Combination, FilterSet};
use jiff::civil::Date;

use super::delivery_terms::DeliveryTerms;
use super::ids::LoadId;
use super::load::LoadSelection;
use super::published::PublishedFiles;
use super::run::Run;
use super::sha256::Sha256;

/// What is to be done for a load that has begun.
#[derive(Debug, Clone)]
pub struct LoadWork {
    /// Its number.
    pub id: LoadId,
    /// The extract as of which it is: the last one, and delivered.
    pub run: Run,
    /// PRODDTO of the file that the subscription received before, if it did.
    pub before: Option<Date>,
    /// The subscription's filters, as they were when the load began.
    pub filters: FilterSet,
    /// How they work together.
    pub combination: Combination,
    /// About whom it is.
    pub kinds: LoadSelection,
    /// The largest file in bytes.
    pub part_size: Option<u64>,
    /// Whether `099` are left out.
    pub without_events: bool,
    /// To whom of those who match it is confined, in rising order; `None` for everyone.
    pub restrict_to: Option<Vec<Pnr>>,
    /// Filters whose choice is left out: first data is of those whom they did not choose.
    pub exclude: Option<FilterSet>,
    /// The terms of its deliveries; the name is that of a day's.
    pub pair: DeliveryTerms,
    /// Parts that are whole.
    pub parts: Vec<LoadPart>,
    /// How far it has come.
    pub checkpoint: Checkpoint,
}

/// Whether a load can begin, or go on.
#[derive(Debug)]
pub enum LoadStart {
    /// It can.
    Ready(Box<LoadWork>),
    /// An extract is being delivered, which goes first.
    Busy,
    /// There is nothing left to do: it is done or called off.
    Finished,
}

/// How far a load has come: everything before is on disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The first number that has not been looked at.
    pub next: u64,
    /// The number of the part under way, counted from 1.
    pub part: u32,
    /// Bytes of its records that stand together.
    pub data_size: u64,
    /// Bytes of its `003`.
    pub label_size: u64,
    /// Its persons.
    pub persons: u64,
    /// Its records.
    pub records: u64,
}

/// A part that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoadPart {
    /// Its number, counted from 1.
    pub part: u32,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: Sha256,
    /// Persons in it.
    pub persons: u64,
    /// Records in it, as TAELLER says.
    pub records: u64,
}

/// A part of a load whose files lie on the shelf.
#[derive(Debug, Clone)]
pub struct LoadDelivery {
    /// Its number within the agreement.
    pub seq: u64,
    /// The data file's name.
    pub name: String,
    /// What the ledger is told.
    pub publish: PublishedFiles,
}

/// What became of a load that lies on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadEnd {
    /// It is delivered.
    Delivered,
    /// It was called off; nothing has changed.
    CalledOff,
    /// Another extract has been applied; nothing has changed.
    Superseded,
}
