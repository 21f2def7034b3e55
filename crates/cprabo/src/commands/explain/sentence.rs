use civil::ServiceName;
use disclosure::{Contradiction, Explanation, Findings, Outcome};
use filters::{Combination, FilterKind, FilterKinds, NotMatched, Reason, Verdict};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Agreement, AgreementState, RunState, TracedHold};

use crate::output::local;

/// The outcome in one sentence.
pub(super) fn sentence(explanation: &Explanation, agreement: &Agreement, now: Timestamp) -> String {
    let findings = explanation.findings.as_ref();
    let verdict = match explanation.outcome {
        Outcome::Seed => {
            return "not delivered: the replica was filled with this file, which goes to nobody; \
                    `cprabo load order` delivers what it holds"
                .to_owned();
        }
        Outcome::NotApplied => return not_applied(explanation),
        Outcome::NoDelivery => return no_delivery(explanation, agreement),
        Outcome::NotInExtract => {
            return "not delivered: the person is not in the extract (no record 001)".to_owned();
        }
        Outcome::LeftOut(reason) => return left_out(reason),
        Outcome::Judged(verdict) => verdict,
    };
    match verdict {
        Verdict::Deliver(reason) if is_published(findings) => {
            format!("delivered: {}", words(reason))
        }
        Verdict::Deliver(reason) => match held(findings, now) {
            Some(hold) => format!("to be delivered: {}; {}", words(reason), describe_hold(hold)),
            None => {
                format!("to be delivered: {}; the delivery is not published yet", words(reason))
            }
        },
        Verdict::Exclude(NotMatched::NothingSet) => {
            "not delivered: the subscription had no filters".to_owned()
        }
        Verdict::Exclude(NotMatched::NothingMatched) => {
            "not delivered: none of the filters matches the person".to_owned()
        }
        Verdict::Exclude(NotMatched::Missing(kinds)) => missing(combination(findings), kinds),
    }
}

/// How log and filters contradict each other.
pub(super) fn alarm(contradiction: &Contradiction) -> String {
    let describe = |reason: Option<Reason>| match reason {
        Some(reason) => format!("delivered for {}", words(reason)),
        None => "not delivered".to_owned(),
    };
    format!(
        "INCONSISTENT: by the log of disclosures {}, by the filters and the extract {}. The database is \
         damaged or was changed by hand: keep a copy of it before anything else",
        describe(contradiction.recorded),
        describe(contradiction.judged)
    )
}

/// The words for a reason.
pub(super) fn words(reason: Reason) -> String {
    reason.words().collect::<Vec<_>>().join(", ")
}

fn is_published(findings: Option<&Findings>) -> bool {
    let delivery = findings.and_then(|findings| findings.deliveries.first());
    delivery.is_some_and(|delivery| delivery.delivery.published.is_some())
}

fn held(findings: Option<&Findings>, now: Timestamp) -> Option<&TracedHold> {
    findings.and_then(|findings| findings.deliveries.first())?.held(now)
}

/// Why a delivery is held, and how long.
pub(super) fn describe_hold(hold: &TracedHold) -> String {
    let TracedHold { persons, usual, held_at, held_until, .. } = hold;
    format!(
        "the delivery is held since {} until {}, because it has {persons} persons and usual are {usual}; \
         `cprabo delivery release` delivers it",
        local(*held_at),
        local(*held_until)
    )
}

fn combination(findings: Option<&Findings>) -> Combination {
    let delivery = findings.and_then(|findings| findings.deliveries.first());
    delivery.map(|delivery| delivery.combination).unwrap_or_default()
}

fn left_out(reason: Reason) -> String {
    format!(
        "not delivered: chosen for {}, but name and address were protected, and the agreement's terms left such persons \
         out; see `cprabo agreement terms show`",
        words(reason)
    )
}

fn not_applied(explanation: &Explanation) -> String {
    let run = &explanation.run;
    match (&run.held, run.state) {
        (_, RunState::Undone) => "not delivered: the run was undone".to_owned(),
        (_, RunState::Rejected) => "not delivered: the extract was rejected".to_owned(),
        (Some(held), _) => {
            let (reason, id) = (held.reason.as_str(), run.id);
            format!("not delivered: the extract is held for {reason}; see `cprabo runs {id}`")
        }
        _ => "not delivered: the extract waits for another; see `cprabo status`".to_owned(),
    }
}

fn no_delivery(explanation: &Explanation, agreement: &Agreement) -> String {
    let day = explanation.run.header.map(|header| header.proddto);
    let then = explanation.findings.as_ref().map(|findings| findings.agreement_state);
    let then = then.unwrap_or(agreement.state);
    match day {
        _ if agreement.closed_at.is_some() => {
            let closed = agreement.closed_at.map_or_else(String::new, clock::danish_time);
            format!("not delivered: the agreement was closed {closed}")
        }
        _ if then != AgreementState::Active => {
            format!("not delivered: the agreement was {then} when the extract was applied")
        }
        Some(day) if !agreement.has_day(day) => {
            let word = |word: &str, day: Option<Date>| {
                day.map_or(String::new(), |day| format!(" {word} {day}"))
            };
            let (from, until) =
                (word("from", agreement.valid_from), word("until", agreement.valid_until));
            format!("not delivered: the agreement is in force{from}{until}, and was not on {day}")
        }
        _ if !agreement.covers(ServiceName::Subscription) => {
            "not delivered: the agreement does not cover SF6002".to_owned()
        }
        _ => "not delivered: the agreement was added after the extract was taken in".to_owned(),
    }
}

/// The kinds that would have had to match too. Under `events-narrow`, any one that chooses persons would do.
fn missing(combination: Combination, kinds: FilterKinds) -> String {
    let words = |kinds: FilterKinds, between| {
        kinds.iter().map(FilterKind::as_str).collect::<Vec<_>>().join(between)
    };
    let event: FilterKinds = kinds.iter().filter(|kind| *kind == FilterKind::Event).collect();
    let wanted = match combination {
        Combination::Any | Combination::All => words(kinds, " and "),
        Combination::EventsNarrow => {
            let both = [words(kinds.minus(event), " or "), words(event, "")];
            both.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" and ")
        }
    };
    format!("not delivered: by the combination {combination}, {wanted} must match too")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_follows_the_combination() {
        use FilterKind::{Age, Event, Pnr};
        let kinds = |kinds: &[FilterKind]| kinds.iter().copied().collect::<FilterKinds>();
        let describe = |combination, of: &[FilterKind]| missing(combination, kinds(of));
        assert!(
            describe(Combination::All, &[Pnr, Age, Event]).contains("pnr and age and event must")
        );
        let narrow = Combination::EventsNarrow;
        assert!(describe(narrow, &[Pnr, Age, Event]).contains("pnr or age and event must match"));
        assert!(describe(narrow, &[Event]).contains("events-narrow, event must match"));
        assert!(describe(narrow, &[Pnr]).contains("events-narrow, pnr must match"));
    }
}
