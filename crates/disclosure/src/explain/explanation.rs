use civil::Age;
use filters::{Filter, FilterKind, NotMatched, Reason, Verdict};
use jiff::Timestamp;
use store::{Change, FilterChange, MembershipPeriod, OtherDisclosures, Run, TracedDelivery};

/// What one run did about one person for one agreement.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The run.
    pub run: Run,
    /// How it came out, in one word.
    pub outcome: Outcome,
    /// On what that rests; `None` when the run was not applied, or is a seed.
    pub findings: Option<Findings>,
    /// How the system came to know of the person else, as of the run.
    pub other_disclosures: OtherDisclosures,
}

/// How it came out. The first that holds, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The run is a full extract with which the replica was filled: it is delivered to nobody.
    Seed,
    /// The run waits, is held or was rejected: it delivered nothing to anyone.
    NotApplied,
    /// The agreement got no delivery from it, because it was not in force.
    NoDelivery,
    /// The person is not in the extract.
    NotInExtract,
    /// The filters decided.
    Judged(Verdict),
}

/// What an outcome rests on.
#[derive(Debug, Clone)]
pub struct Findings {
    /// When the run was applied: the moment whose filters and agreements counted.
    pub applied_at: Timestamp,
    /// The person, as the extract and the replica before it had them.
    pub person: Option<ChangedPerson>,
    /// The agreement's version of the filters: its last change before the run.
    pub version: Option<FilterChange>,
    /// Every kind of filter.
    pub kinds: [KindFindings; FilterKind::ALL.len()],
    /// Every time that the person's number stood in the agreement's set, then, before or after.
    pub stays: Vec<MembershipPeriod>,
    /// The delivery, if there was one, then every time that it was delivered once more.
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

/// What one kind of filter had to say.
#[derive(Debug, Clone)]
pub struct KindFindings {
    /// The kind.
    pub kind: FilterKind,
    /// Whether the subscription had a filter of the kind at all.
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
    /// The change that put it in: for a number that followed, the run's own. `None` when it is lost.
    pub since: Option<FilterChange>,
}

/// The log of disclosures and the verdict do not say the same: something is damaged or was tampered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contradiction {
    /// For what the log says that the person was disclosed, if it does.
    pub recorded: Option<Reason>,
    /// For what the person is to be delivered by what is kept, if so.
    pub judged: Option<Reason>,
}

impl Outcome {
    /// The word for it in listings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::NotApplied => "not-applied",
            Self::NoDelivery => "not-in-force",
            Self::NotInExtract => "not-in-extract",
            Self::Judged(Verdict::Deliver(_)) => "delivered",
            Self::Judged(Verdict::Exclude(NotMatched::NothingSet)) => "nothing-set",
            Self::Judged(Verdict::Exclude(NotMatched::NothingMatched)) => "nothing-matched",
            Self::Judged(Verdict::Exclude(NotMatched::Missing(_))) => "kinds-missing",
        }
    }
}

impl Explanation {
    /// Where the log of a published delivery and what is kept of filters and person do not fit together.
    pub fn contradiction(&self) -> Option<Contradiction> {
        let deliveries = &self.findings.as_ref()?.deliveries;
        let judged = match self.outcome {
            Outcome::Judged(Verdict::Deliver(reason)) => Some(reason),
            _ => None,
        };
        let mut published = deliveries.iter().filter(|one| one.delivery.published.is_some());
        let other = published.find(|one| one.recorded != judged)?;
        Some(Contradiction { recorded: other.recorded, judged })
    }
}
