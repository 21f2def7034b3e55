//! What the store knows of one person in one run, for one agreement.

use civil::Pnr;
use filters::{Combination, Filter, Reason};
use jiff::Timestamp;

use super::author::Actor;
use super::delivery::Delivery;
use super::filter_change::FilterChange;
use super::match_input::Change;

/// Everything that decided whether one agreement received one person in a run that was applied, and what
/// became of the delivery. What concerns other persons or agreements is not read for it.
#[derive(Debug, Clone)]
pub struct Trace {
    /// When the run was applied: the moment whose filters and agreements counted.
    pub applied_at: Timestamp,
    /// What the run found on the person; `None` when the person is not in the extract.
    pub change: Option<Change>,
    /// The agreement's last change of filters before the run; `None` when there was none.
    pub version: Option<FilterChange>,
    /// The filters in force of every kind but PNR, each with the change that put it in.
    pub filters: Vec<(Filter, FilterChange)>,
    /// Whether any PNR filter was in force, on whomever.
    pub has_pnrs: bool,
    /// Every time the person's number stood in the agreement's set, before the run or after it.
    pub stays: Vec<MembershipPeriod>,
    /// Whether the number came into the set with this run, because it replaced one in it.
    pub followed: bool,
    /// The run's delivery to the agreement, then every time that it was delivered once more; none when
    /// the agreement was not in force. Loads are no part of a run's day, but stand in [`OtherDisclosures`].
    pub deliveries: Vec<TracedDelivery>,
}

/// How an agreement's system came to know of a person as of a run, beside its deliveries.
#[derive(Debug, Clone, Default)]
pub struct OtherDisclosures {
    /// The parts of loads as of the run, and those once more; with the person in them or not.
    pub loads: Vec<TracedDelivery>,
    /// Answers that told of the person.
    pub answers: Vec<AnswerDisclosure>,
}

/// An answer that told a system of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerDisclosure {
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub who: Actor,
    /// What was asked, as in the audit trail.
    pub action: String,
    /// Why the system may know.
    pub reason: Reason,
}

/// A time during which a number stood in an agreement's set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipPeriod {
    /// The number.
    pub pnr: Pnr,
    /// The change that put it in.
    pub since: FilterChange,
    /// The change that took it out; `None` while it is in.
    pub until: Option<FilterChange>,
    /// Whether the filters of the run were those of this time.
    pub is_in_force: bool,
}

/// A delivery, with what happened to it.
#[derive(Debug, Clone)]
pub struct TracedDelivery {
    /// The delivery.
    pub delivery: Delivery,
    /// How the kinds of filter worked together when the run was applied.
    pub combination: Combination,
    /// For what the person stands in the log of disclosures; `None` when the person does not.
    pub recorded: Option<Reason>,
    /// Who read the data file to its end, in the order of time.
    pub collections: Vec<Collection>,
}

/// The first time that a key read a data file's last byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The key's fingerprint.
    pub ssh_key: String,
    /// When.
    pub at: Timestamp,
}
