use civil::Age;
use filters::{Filter, FilterKind, NotMatched, Reason, Verdict};
use jiff::Timestamp;
use store::{
    AgreementState, Change, FilterChange, MembershipPeriod, OtherDisclosures, Run, TracedDelivery,
};

/// What one run did about one person for one agreement.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The run.
    pub run: Run,
    /// The outcome in one word.
    pub outcome: Outcome,
    /// The basis of the outcome; `None` when the run was not applied, or is a seed.
    pub findings: Option<Findings>,
    /// Other disclosures of the person to the system, as of the run.
    pub other_disclosures: OtherDisclosures,
}

/// The outcome. The first that applies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The run is a full extract that filled the replica: it is delivered to nobody.
    Seed,
    /// The run waits, is held or was rejected: it delivered nothing.
    NotApplied,
    /// The agreement got no delivery from it, because it was not in force.
    NoDelivery,
    /// The person is not in the extract.
    NotInExtract,
    /// The filters chose the person, whom the agreement's terms leave out: name and address are protected.
    LeftOut(Reason),
    /// The filters decided.
    Judged(Verdict),
}

/// The basis of an outcome.
#[derive(Debug, Clone)]
pub struct Findings {
    /// When the run was applied: filters and agreements of that moment counted.
    pub applied_at: Timestamp,
    /// The agreement's state then.
    pub agreement_state: AgreementState,
    /// The person in the extract, and in the replica before it.
    pub person: Option<ChangedPerson>,
    /// The agreement's version of the filters: its last change before the run.
    pub version: Option<FilterChange>,
    /// Every kind of filter.
    pub kinds: [KindFindings; FilterKind::ALL.len()],
    /// Every period in which the person's number was in the agreement's set: then, before or after.
    pub periods: Vec<MembershipPeriod>,
    /// The delivery, if there was one, then its replays.
    pub deliveries: Vec<TracedDelivery>,
}

/// A person whom a run changed.
#[derive(Debug, Clone)]
pub struct ChangedPerson {
    /// What changed.
    pub change: Change,
    /// The age in whole years on PRODDTO.
    pub age: Option<Age>,
}

/// The findings about one kind of filter.
#[derive(Debug, Clone)]
pub struct KindFindings {
    /// The kind.
    pub kind: FilterKind,
    /// Whether the subscription had a filter of the kind.
    pub is_set: bool,
    /// The filters that matched the person.
    pub matches: Vec<Match>,
}

/// A filter that matched.
#[derive(Debug, Clone)]
pub struct Match {
    /// The filter.
    pub filter: Filter,
    /// For what it matched.
    pub reason: Reason,
    /// The change that added it; for a number that followed, the run's own. `None` when it is lost.
    pub since: Option<FilterChange>,
}

/// The log of disclosures and the verdict differ: something is damaged or was tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// The reason in the log, if the person was disclosed.
    pub recorded: Option<Reason>,
    /// The reason by the stored filters and the person, if the person is to be delivered.
    pub judged: Option<Reason>,
}

impl Outcome {
    /// The name in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::NotApplied => "not-applied",
            Self::NoDelivery => "not-in-force",
            Self::NotInExtract => "not-in-extract",
            Self::LeftOut(_) => "left-out",
            Self::Judged(Verdict::Deliver(_)) => "delivered",
            Self::Judged(Verdict::Exclude(NotMatched::NothingSet)) => "nothing-set",
            Self::Judged(Verdict::Exclude(NotMatched::NothingMatched)) => "nothing-matched",
            Self::Judged(Verdict::Exclude(NotMatched::Missing(_))) => "kinds-missing",
        }
    }
}

impl Explanation {
    /// The contradiction between the log of a published delivery and the stored filters and person, if there is one.
    pub fn contradiction(&self) -> Option<Contradiction> {
        let deliveries = &self.findings.as_ref()?.deliveries;
        let judged = match self.outcome {
            Outcome::Judged(Verdict::Deliver(reason)) => Some(reason),
            _ => None,
        };
        let is_known = |one: &&TracedDelivery| one.delivery.published.is_some() && !one.is_reduced;
        let mut published = deliveries.iter().filter(is_known);
        let other = published.find(|one| one.recorded != judged)?;
        Some(Contradiction { recorded: other.recorded, judged })
    }
}
