use extract::ProtectedPersons;
use filters::{Filter, FilterKind, FilterKinds, Reason, Verdict};
use jiff::civil::Date;
use matching::facts;
use store::{FilterChange, FilterVersion, Trace, TracedDelivery};

use super::explanation::{ChangedPerson, Findings, KindFindings, Match, Outcome};

/// The outcome of a person's trace in a run of `proddto`.
pub(super) fn judge(trace: Trace, proddto: Date) -> (Outcome, Findings) {
    let matches = matches(&trace, proddto);
    let set = kinds_set(&trace);
    let outcome = match (trace.deliveries.first(), &trace.change) {
        (None, _) => Outcome::NoDelivery,
        (_, None) => Outcome::NotInExtract,
        (Some(delivery), Some(change)) => {
            let matched = matches.iter().fold(Reason::NONE, |all, one| all | one.reason);
            match delivery.combination.evaluate(set, matched) {
                Verdict::Deliver(reason) if change.is_protected && leaves_out(delivery) => {
                    Outcome::LeftOut(reason)
                }
                verdict => Outcome::Judged(verdict),
            }
        }
    };
    let kind = |kind| KindFindings {
        kind,
        is_set: set.has(kind),
        matches: matches.iter().filter(|one| one.filter.kind() == kind).cloned().collect(),
    };
    let person = trace.change.map(|change| {
        let age = facts(&change, proddto).age;
        ChangedPerson { change, age }
    });
    let findings = Findings {
        applied_at: trace.applied_at,
        agreement_state: trace.agreement_state,
        person,
        version: trace.version,
        kinds: FilterKind::ALL.map(kind),
        periods: trace.periods,
        deliveries: trace.deliveries,
    };
    (outcome, findings)
}

/// Whether protected persons are left out of a delivery.
fn leaves_out(traced: &TracedDelivery) -> bool {
    traced.delivery.minimisation.protected == ProtectedPersons::LeaveOut
}

/// The filters that match the person; none when the person is not in the extract.
fn matches(trace: &Trace, proddto: Date) -> Vec<Match> {
    let Some(change) = &trace.change else { return Vec::new() };
    let facts = facts(change, proddto);
    let pnr = Filter::Pnr(facts.pnr);
    let periods = trace.periods.iter().filter(|stay| stay.is_in_force);
    let in_force = periods
        .map(|stay| (pnr, &stay.since))
        .chain(trace.filters.iter().map(|(filter, since)| (*filter, since)));
    let mut matches: Vec<Match> = in_force
        .map(|(filter, since)| {
            let since = Some(since.clone());
            Match { filter, reason: filter.reason(&facts), since }
        })
        .filter(|one| !one.reason.is_none())
        .collect();
    if let Some(version) = trace.followed {
        let since = change_of(trace, version);
        matches.push(Match { filter: pnr, reason: Reason::FOLLOWED, since });
    }
    matches
}

/// The change by which the number followed. The run made it itself, so it is the first after the version with which the
/// run was matched.
fn change_of(trace: &Trace, version: FilterVersion) -> Option<FilterChange> {
    trace.periods.iter().map(|stay| &stay.since).find(|since| since.version == version).cloned()
}

fn kinds_set(trace: &Trace) -> FilterKinds {
    let kinds: FilterKinds = trace.filters.iter().map(|(filter, _)| filter.kind()).collect();
    if trace.has_pnrs { kinds.with(FilterKind::Pnr) } else { kinds }
}

#[cfg(test)]
mod tests;
