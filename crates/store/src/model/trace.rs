//! What the store has on one person in one run, for one agreement.

use civil::Pnr;
use filters::{Combination, Filter, Reason};
use jiff::Timestamp;

use super::agreement_state::AgreementState;
use super::author::Actor;
use super::delivery::Delivery;
use super::filter_change::{FilterChange, FilterVersion};
use super::lookup::LookupDisclosure;
use super::match_input::Change;

/// Everything that decided whether one agreement received one person in an applied run, and the
/// state of the delivery. Nothing about other persons or agreements is read for it.
#[derive(Debug, Clone)]
pub struct Trace {
    /// When the run was applied: filters and agreements counted as of then.
    pub applied_at: Timestamp,
    /// The agreement's state then.
    pub agreement_state: AgreementState,
    /// What the run found on the person; `None` when the person is not in the extract.
    pub change: Option<Change>,
    /// The agreement's last change of filters before the run; `None` when there was none.
    pub version: Option<FilterChange>,
    /// The filters in force of every kind but PNR, each with the change that added it.
    pub filters: Vec<(Filter, FilterChange)>,
    /// Whether any PNR filter was in force, on any person.
    pub has_pnrs: bool,
    /// Every period in which the person's number was in the agreement's set, before the run or
    /// after it.
    pub periods: Vec<MembershipPeriod>,
    /// The version in which this run added the number to the set, because it replaced one in it.
    pub followed: Option<FilterVersion>,
    /// The run's delivery to the agreement, then its replays; none when the agreement was not in
    /// force. Loads are not part of a run's day: see [`OtherDisclosures`].
    pub deliveries: Vec<TracedDelivery>,
}

/// Disclosures of a person to an agreement's system as of a run, other than by the run's delivery.
#[derive(Debug, Clone, Default)]
pub struct OtherDisclosures {
    /// The parts of loads as of the run, and their replays; with the person in them or not.
    pub loads: Vec<TracedDelivery>,
    /// Answers that disclosed the person.
    pub answers: Vec<AnswerDisclosure>,
    /// Look-ups that disclosed the person.
    pub lookups: Vec<LookupDisclosure>,
}

/// An answer that disclosed a person to a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerDisclosure {
    /// When.
    pub at: Timestamp,
    /// The caller.
    pub who: Actor,
    /// The operation, as in the audit trail.
    pub action: String,
    /// The reason for the disclosure.
    pub reason: Reason,
}

/// A period in which a number was in an agreement's set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipPeriod {
    /// The number.
    pub pnr: Pnr,
    /// The change that added it.
    pub since: FilterChange,
    /// The change that removed it; `None` while it is in.
    pub until: Option<FilterChange>,
    /// Whether the run was matched in this period.
    pub is_in_force: bool,
}

/// A delivery, with what happened to it.
#[derive(Debug, Clone)]
pub struct TracedDelivery {
    /// The delivery.
    pub delivery: Delivery,
    /// How the kinds of filter were combined when the run was applied.
    pub combination: Combination,
    /// The reason for which the person is in the log of disclosures; `None` if not there.
    pub recorded: Option<Reason>,
    /// Whether the persons were reduced to their number, so that it is not known who was in it.
    pub is_reduced: bool,
    /// The keys that read the data file to its end, in order of time.
    pub collections: Vec<Collection>,
    /// That the volume brake held it, or does.
    pub hold: Option<TracedHold>,
}

/// Why, and how long, the volume brake holds a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TracedHold {
    /// The persons that it has.
    pub persons: u64,
    /// The usual number.
    pub usual: u64,
    /// Since when.
    pub held_at: Timestamp,
    /// Until when, if nobody releases it.
    pub held_until: Timestamp,
    /// When somebody released it.
    pub released_at: Option<Timestamp>,
}

impl TracedDelivery {
    /// The hold, if the delivery is held at a moment.
    pub fn held(&self, at: Timestamp) -> Option<&TracedHold> {
        let is_open = |hold: &&TracedHold| hold.released_at.is_none() && hold.held_until > at;
        self.hold.as_ref().filter(|_| self.delivery.published.is_none()).filter(is_open)
    }
}

/// The first time that a key read a data file's last byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// The key's fingerprint.
    pub ssh_key: String,
    /// When.
    pub at: Timestamp,
}
