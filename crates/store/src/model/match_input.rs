use civil::{EventCode, MunicipalityCode, Pnr, RegisterDate};

use super::chain::ChainPosition;
use super::delivery_terms::DeliveryTerms;
use super::ids::DeliveryId;

/// One changed person of a run, with what matching needs.
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
    /// Whether name and address were protected on the run's PRODDTO.
    pub is_protected: bool,
}

/// A planned delivery of a run.
#[derive(Debug, Clone)]
pub struct PlannedDelivery {
    /// The delivery.
    pub delivery: DeliveryId,
    /// How the kinds of filter were combined when the run was applied.
    pub combination: filters::Combination,
    /// The files to be written.
    pub pair: DeliveryTerms,
    /// Its position in the chain of its agreement.
    pub link: ChainPosition,
}

/// All input that decides which agreement receives which person in a run: the changes, the planned
/// deliveries, and the filters in force when the run was applied.
///
/// Subscriptions are identified by their index in `planned`.
#[derive(Debug, Default)]
pub struct MatchInput {
    /// The changed persons, in rising order of number.
    pub changes: Vec<Change>,
    /// The deliveries that are planned and not yet published.
    pub planned: Vec<PlannedDelivery>,
    /// The filters of every kind but PNR.
    pub filters: Vec<(u32, filters::Filter)>,
    /// Subscriptions with PNR filters, on any person.
    pub with_pnrs: Vec<u32>,
    /// PNR filters on changed persons.
    pub pnrs: Vec<(Pnr, u32)>,
    /// Numbers that this run added to a subscription's set.
    pub follows: Vec<filters::PnrSuccession<u32>>,
    /// Deliveries that cannot be made because rows that decide them are damaged.
    pub withheld: Vec<Withheld>,
}

/// A delivery that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The delivery.
    pub delivery: DeliveryId,
    /// The reason, without personal data.
    pub why: String,
}
