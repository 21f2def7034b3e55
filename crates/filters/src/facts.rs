use civil::{Age, EventCode, MunicipalityCode, Pnr};

/// The facts about one changed person that filters look at.
#[derive(Debug, Clone, Copy)]
pub struct MatchFacts<'a> {
    /// The person's number.
    pub pnr: Pnr,
    /// The age in whole years on PRODDTO, from FOED_DT; `None` when the year of birth is unknown.
    pub age: Option<Age>,
    /// The municipality after the update (002.KOMKOD).
    pub lives_in: Option<MunicipalityCode>,
    /// The municipality before the update, by the replica.
    pub lived_in: Option<MunicipalityCode>,
    /// The events of the day (099.HAENDELSE), as main person or derived.
    pub events: &'a [EventCode],
}
