use civil::{EventCode, MunicipalityCode, Pnr, RegisterDate};

use super::chain::ChainPosition;
use super::delivery_terms::DeliveryTerms;
use super::ids::DeliveryId;

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
