//! What a run does to the replica, and what it remembers of it.

use civil::{EventCode, MunicipalityCode, Pnr, RegisterDate, Status};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::delivery::{ChainPosition, DeliveryId, DeliveryTerms};
use crate::party::{Agreement, System};
use crate::run::RunId;
use crate::store::Successor;

/// A changed person as the extract has it; replaces what the replica holds.
#[derive(Debug, Clone)]
pub struct PersonUpdate<'a> {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
    /// The number that replaced this one, if it was replaced.
    pub successor: Option<Pnr>,
    /// 099.HAENDELSE.
    pub events: &'a [EventCode],
    /// All records, in the order of the file, without line ends.
    pub records: Vec<&'a [u8]>,
}

/// A run to be applied.
pub struct Apply<'a> {
    /// The run.
    pub run: RunId,
    /// The PRODDTO of the extract that must have been the last one; `None` when there must be none.
    pub last: Option<Date>,
    /// The changed persons.
    pub persons: Vec<PersonUpdate<'a>>,
    /// The day on which agreements must be in force to get a delivery: PRODDTO, whatever the clock says.
    pub day: Date,
    /// Now.
    pub at: Timestamp,
    /// The name of a delivery's data file, before it is made unique.
    pub name: &'a dyn Fn(&Agreement, &System) -> String,
    /// `Sender` in the `.metadata` files.
    pub sender: &'a str,
    /// The number that replaced a person's, by the person's records in the replica.
    pub successor: Successor<'a>,
}

/// One changed person of a run, as matching needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The number.
    pub pnr: Pnr,
    /// The municipality after the run.
    pub lives_in: Option<MunicipalityCode>,
    /// The municipality that the replica had before the run.
    pub lived_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
    /// 099.HAENDELSE, each code once.
    pub events: Vec<EventCode>,
}

/// A person in the replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// The run that wrote it.
    pub run: RunId,
    /// All records in the order of the extract, each followed by a line feed.
    pub records: Vec<u8>,
}

/// A delivery of a run that is not published yet.
#[derive(Debug, Clone)]
pub struct PlannedDelivery {
    /// The delivery.
    pub delivery: DeliveryId,
    /// How the kinds of the subscription's filters worked together when the run was applied.
    pub combination: filters::Combination,
    /// The files to be written.
    pub pair: DeliveryTerms,
    /// Its place among those of its agreement.
    pub link: ChainPosition,
}

/// Everything that decides who receives whom in a run: the changes, the planned deliveries, and the
/// filters in force when the run was applied.
///
/// Subscriptions are named by their index in `planned`.
#[derive(Debug, Default)]
pub struct MatchInput {
    /// The changed persons, in rising order of number.
    pub changes: Vec<Change>,
    /// The deliveries that are planned and not yet published.
    pub planned: Vec<PlannedDelivery>,
    /// The filters of every kind but PNR.
    pub filters: Vec<(u32, filters::Filter)>,
    /// Subscriptions that have PNR filters, on whomever.
    pub with_pnrs: Vec<u32>,
    /// PNR filters on changed persons.
    pub pnrs: Vec<(Pnr, u32)>,
    /// Numbers that came into a subscription's set with this run.
    pub follows: Vec<filters::PnrSuccession<u32>>,
    /// Deliveries that cannot be made, since what decides them is damaged.
    pub withheld: Vec<Withheld>,
}

/// A delivery that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The delivery.
    pub delivery: DeliveryId,
    /// Why not. Nothing personal.
    pub why: String,
}

/// A person whose row was damaged, as the extract has it that wrote the row.
#[derive(Debug, Clone)]
pub struct RestoredPerson {
    /// The number.
    pub pnr: Pnr,
    /// 001.STATUS.
    pub status: Option<Status>,
    /// 002.KOMKOD.
    pub lives_in: Option<MunicipalityCode>,
    /// 001.FOED_DT.
    pub born: Option<RegisterDate>,
    /// The run that wrote it.
    pub run: RunId,
    /// All records in the order of the extract, each followed by a line feed.
    pub records: Vec<u8>,
}
