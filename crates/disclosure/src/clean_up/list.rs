use civil::Pnr;
use clock::danish_day;
use filters::{Combination, FilterKind, FilterKinds, FilterSet, Reason};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use matching::LoadFilter;
use store::{
    Agreement, CleanUp, Delivery, DeliveryQuery, FilterVersion, NumberFilters, RunId, Store,
    StoreError,
};

use super::judge::Judge;
use super::proposal::{CleanUpReason, CleanUpSubject, Proposal};
use super::terms::CleanUpTerms;
use super::token::CleanUpToken;

/// The proposals for an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanUpList {
    /// What it is known by: whoever accepts says of which list.
    pub token: CleanUpToken,
    /// The last extract in the replica, and its PRODDTO.
    pub as_of: Option<(RunId, Date)>,
    /// The filters by number, then the files, oldest first.
    pub proposals: Vec<Proposal>,
    /// The version of the filters that it was made of.
    version: FilterVersion,
}

impl CleanUpList {
    /// What accepting some of the proposals takes away.
    pub fn accepting(&self, is_accepted: impl Fn(&Proposal) -> bool) -> CleanUp {
        let (mut filters, mut deliveries) = (Vec::new(), Vec::new());
        for proposal in self.proposals.iter().filter(|proposal| is_accepted(proposal)) {
            match proposal.subject {
                CleanUpSubject::Filter(pnr) => filters.push(filters::Filter::Pnr(pnr)),
                CleanUpSubject::File(delivery, _) => deliveries.push(delivery),
            }
        }
        CleanUp { version: self.version, filters, deliveries }
    }

    /// The persons of whom the list tells what the register has, in rising order.
    pub fn disclosed(&self) -> Vec<(Pnr, Reason)> {
        let of_register = |proposal: &Proposal| match (proposal.subject, proposal.reason) {
            (_, CleanUpReason::Unknown | CleanUpReason::NeverMatched) => None,
            (CleanUpSubject::Filter(pnr), _) => Some((pnr, Reason::PNR)),
            (CleanUpSubject::File(..), _) => None,
        };
        self.proposals.iter().filter_map(of_register).collect()
    }
}

/// Who sees a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CleanUpReader {
    /// A person at the machine.
    Operator,
    /// The agreement's system, which fetches the files.
    Receiver,
    /// Another system that may call under the agreement. Files are not its to take away.
    UserSystem,
}

/// What an agreement's subscription probably does not need any more.
///
/// To a system, nothing is told of persons whom the filters do not choose now: a list would be a look-up of
/// whom the system may not receive.
///
/// # Errors
/// [`StoreError`] when it cannot be read.
pub fn proposals(
    store: &Store,
    agreement: &Agreement,
    terms: CleanUpTerms,
    reader: CleanUpReader,
    now: Timestamp,
) -> Result<CleanUpList, StoreError> {
    let mut found = Vec::new();
    let filters = store.filters(agreement.id)?;
    let for_system = reader != CleanUpReader::Operator;
    let judge = judge(store, agreement, &filters, (terms, for_system), now)?;
    let read = store.number_filters(agreement.id, &mut |filter| {
        let verdict = judge.judge(&filter);
        found.extend(verdict.map(|why| (CleanUpSubject::Filter(filter.pnr), why)));
    })?;
    let files = match reader {
        CleanUpReader::Operator | CleanUpReader::Receiver => {
            store.deliveries(DeliveryQuery::Agreement(agreement.id))?
        }
        CleanUpReader::UserSystem => Vec::new(),
    };
    found.extend(
        files.iter().filter_map(|file| uncollected(file, ago(terms.uncollected_days, now))),
    );
    let proposals: Vec<Proposal> = (1..)
        .zip(found)
        .map(|(number, (subject, (reason, since)))| Proposal { number, subject, reason, since })
        .collect();
    let NumberFilters { version, as_of } = read;
    let basis = format!("{} {version} {as_of:?}", agreement.uuid);
    let token = CleanUpToken::of(terms, &basis, &proposals);
    Ok(CleanUpList { token, as_of, proposals, version })
}

fn judge(
    store: &Store,
    agreement: &Agreement,
    filters: &FilterSet,
    (terms, for_system): (CleanUpTerms, bool),
    now: Timestamp,
) -> Result<Judge, StoreError> {
    let last = store.last_applied()?.and_then(|run| run.header);
    let day = last.map_or_else(|| danish_day(now), |header| header.proddto);
    let unmatched_since = ago(terms.unmatched_days, now);
    let chosen = || LoadFilter::of_subscription(filters, agreement.combination, day);
    Ok(Judge {
        day,
        komkod: agreement.details.municipality,
        last_age: Judge::last_age(agreement, filters),
        matched: store.matched_numbers(agreement.id, unmatched_since)?,
        unmatched_since,
        chosen: (for_system && are_numbers_narrowed(agreement, filters)).then(chosen),
    })
}

/// Whether a PNR filter alone does not choose its person.
fn are_numbers_narrowed(agreement: &Agreement, filters: &FilterSet) -> bool {
    let narrowing = [FilterKind::Age, FilterKind::Municipality];
    let kinds: FilterKinds = filters.kinds();
    agreement.combination == Combination::All
        && !kinds.has(FilterKind::NoFilter)
        && narrowing.iter().any(|kind| kinds.has(*kind))
}

/// A delivery that lies in `IN` and was published before a moment.
fn uncollected(
    file: &Delivery,
    before: Timestamp,
) -> Option<(CleanUpSubject, (CleanUpReason, Option<Date>))> {
    let published = file.published.as_ref()?.at;
    let is_left = file.collected_at.is_none() && file.removed_at.is_none() && published < before;
    let since = Some(danish_day(published));
    let subject = CleanUpSubject::File(file.id, file.seq);
    is_left.then_some((subject, (CleanUpReason::NotCollected, since)))
}

fn ago(days: u16, now: Timestamp) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MIN)
}
