use civil::Pnr;
use filters::{Combination, FilterSet};
use jiff::civil::Date;
use sha256::Sha256;

use super::delivery_terms::DeliveryTerms;
use super::ids::LoadId;
use super::load::LoadSelection;
use super::published::PublishedFiles;
use super::run::Run;

/// The work that is left for a load that has begun.
#[derive(Debug, Clone)]
pub struct LoadWork {
    /// Its number.
    pub id: LoadId,
    /// The run as of which it is: the last one, and delivered.
    pub run: Run,
    /// PRODDTO of the previous file of the subscription, if there is one.
    pub before: Option<Date>,
    /// The subscription's filters as of the load's begin.
    pub filters: FilterSet,
    /// How the kinds of filter are combined.
    pub combination: Combination,
    /// The persons.
    pub kinds: LoadSelection,
    /// The largest file in bytes.
    pub part_size: Option<u64>,
    /// Whether `099` are left out.
    pub without_events: bool,
    /// The numbers to which it is confined, in rising order; `None` for no restriction.
    pub restrict_to: Option<Vec<Pnr>>,
    /// Whether it has persons because they enter an age range.
    pub ages_in: bool,
    /// Filters whose persons are left out: first data has the persons that these did not select.
    pub exclude: Option<FilterSet>,
    /// The terms of its deliveries, with the name of a day's file.
    pub pair: DeliveryTerms,
    /// Complete parts.
    pub parts: Vec<LoadPart>,
    /// Its progress.
    pub checkpoint: Checkpoint,
}

/// Whether a load can begin or continue.
#[derive(Debug)]
pub enum LoadStart {
    /// It can.
    Ready(Box<LoadWork>),
    /// It waits: the agreement has an extract to be delivered first.
    Busy,
    /// That extract is held for the agreement: others need not wait for it.
    Held,
    /// It is done or cancelled.
    Finished,
}

/// The progress of a load. Everything before it is on disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The first number that was not scanned.
    pub next: u64,
    /// The number of the part under way, counted from 1.
    pub part: u32,
    /// Bytes of the part's records other than `003`.
    pub data_size: u64,
    /// Bytes of the part's `003` records.
    pub label_size: u64,
    /// Persons in the part.
    pub persons: u64,
    /// Records in the part.
    pub records: u64,
}

/// A complete part.
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
    /// Records in it, as TAELLER counts them.
    pub records: u64,
}

/// A part of a load whose files are in their folders.
#[derive(Debug, Clone)]
pub struct LoadDelivery {
    /// Its number within the agreement.
    pub seq: u64,
    /// The data file's name.
    pub name: String,
    /// The ledger's data on it.
    pub publish: PublishedFiles,
}

/// The outcome of publishing a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadEnd {
    /// It is delivered.
    Delivered,
    /// It was cancelled; nothing has changed.
    CalledOff,
    /// Another extract was applied; nothing has changed.
    Superseded,
}
