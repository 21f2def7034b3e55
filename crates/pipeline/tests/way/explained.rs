//! Explanations match what was done.

use disclosure::{ExplainError, Explanation, Outcome, Question, explain};
use filters::Combination::{All, Any};
use filters::{Reason, Verdict};
use pipeline::{Cancelled, PipelineEvent, PipelineObserver};
use proptest::prelude::*;
use store::{DeliveryQuery, FilterEdit, RunState};

use crate::reference::{COMBINATIONS, Day, FILTERS, PNRS, day};
use crate::site::*;

fn ask(site: &Site, number: usize, pnr: &str, day: i8) -> Result<Vec<Explanation>, ExplainError> {
    let agreement = site.store.agreement(agreement_uuid(number)).unwrap().unwrap();
    let day = jiff::civil::date(2026, 1, day);
    let question = Question { agreement: &agreement, pnr: pnr.parse().unwrap(), day };
    explain(&site.store, &question, &author(), now())
}

fn outcome(site: &Site, number: usize, pnr: &str, day: i8) -> Outcome {
    ask(site, number, pnr, day).unwrap().remove(0).outcome
}

/// A day, and changes of filters before it: each adds a filter to a subscription, or removes it if it is there.
fn day_with_toggles() -> impl Strategy<Value = (Day, Vec<(usize, usize)>)> {
    (day(), proptest::collection::vec((0..3usize, 0..FILTERS.len()), 0..16))
}

fn toggle(site: &Site, subscription: usize, filter: &str) {
    let agreement = site.store.agreement(agreement_uuid(subscription)).unwrap().unwrap();
    let filter = filter.parse().unwrap();
    let is_there = site.store.filters(agreement.id).unwrap().contains(&filter);
    let edit = if is_there { FilterEdit::Remove } else { FilterEdit::Add };
    site.pipeline.edit_filters(agreement.id, &edit(vec![filter]), &author()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Each person of each day is explained as matching decided, whatever happened to the filters since.
    #[test]
    fn the_explanation_is_what_matching_decided(
        days in proptest::collection::vec(day_with_toggles(), 2..5),
    ) {
        let site = Site::new();
        let subscriptions: Vec<_> =
            COMBINATIONS.map(|combination| (combination.parse().unwrap(), set(&[]))).into();
        site.subscribe(&subscriptions);
        for (number, (day, toggles)) in days.iter().enumerate() {
            for &(subscription, filter) in toggles {
                toggle(&site, subscription, FILTERS[filter]);
            }
            let run = site.ingest(&format!("day {number}"), &day.source(number));
            prop_assert_eq!(run.state, RunState::Done);
        }

        for subscription in 0..subscriptions.len() {
            let agreement = site.store.agreement(agreement_uuid(subscription)).unwrap().unwrap();
            let deliveries = site.store.deliveries(DeliveryQuery::Agreement(agreement.id)).unwrap();
            for (delivery, day) in deliveries.iter().zip(6..) {
                let disclosed = site.store.disclosed(delivery.id).unwrap();
                for pnr in PNRS {
                    let explained = ask(&site, subscription, pnr, day).unwrap().remove(0);
                    prop_assert_eq!(explained.contradiction(), None);
                    let pnr = pnr.parse().unwrap();
                    let expected = disclosed.iter().find(|(person, _)| *person == pnr);
                    let judged = match explained.outcome {
                        Outcome::Judged(Verdict::Deliver(reason)) => Some((pnr, reason)),
                        _ => None,
                    };
                    prop_assert_eq!(judged.as_ref(), expected);
                }
            }
        }
    }
}

#[test]
fn each_run_of_a_day_is_explained_and_one_that_is_held_too() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["municipality 751"]))]);
    let of_day = |event| extract(5, 2, &[("0101700001", "751", event, "")]);
    site.ingest("a", &of_day("A01"));
    assert_eq!(site.ingest("b", &of_day("A13")).state, RunState::Held);
    let explained = ask(&site, 0, "0101700001", 5).unwrap();
    assert_eq!(explained.len(), 2);
    let deliver = |reason| Outcome::Judged(Verdict::Deliver(reason));
    assert_eq!(explained[0].outcome, deliver(Reason::LIVES_HERE));
    assert_eq!(explained[1].outcome, Outcome::NotApplied);
    assert!(explained[1].findings.is_none());

    site.pipeline.release(explained[1].run.id, &author(), &pipeline::NoObserver).unwrap();
    let explained = ask(&site, 0, "0101700001", 5).unwrap();
    let both = Reason::LIVES_HERE | Reason::LIVED_HERE;
    assert_eq!(explained[1].outcome, deliver(both), "lived there before by the first");
}

#[test]
fn replays_are_listed_behind_the_first_delivery() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    site.ingest("b", &extract(6, 5, &[]));
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    let days = (jiff::civil::date(2026, 1, 5), jiff::civil::date(2026, 1, 5));
    for _ in 0..2 {
        site.pipeline.replay(&agreement, days, &author(), &pipeline::NoObserver).unwrap();
    }
    let explained = ask(&site, 0, "0101700001", 5).unwrap().remove(0);
    assert_eq!(explained.contradiction(), None);
    let deliveries = explained.findings.unwrap().deliveries.into_iter();
    let deliveries: Vec<_> =
        deliveries.map(|one| (one.delivery.seq, one.delivery.replay_of)).collect();
    assert_eq!(deliveries, [(1, None), (3, Some(1)), (4, Some(1))]);
}

#[test]
fn seed_is_not_delivered() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    let full = site.file("full", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    site.pipeline.seed(&full, &[], &author(), &pipeline::NoObserver).unwrap();
    assert_eq!(outcome(&site, 0, "0101700001", 5), Outcome::Seed);
}

#[test]
fn an_agreement_that_came_later_had_no_delivery() {
    let site = Site::new();
    site.subscribe(&[(All, set(&["no-filter"]))]);
    site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    let late = store::NewAgreement {
        combination: Any,
        ..store::NewAgreement::of(
            agreement_uuid(7),
            site.store.systems().unwrap()[0].uuid,
            uuid::Uuid::from_u128(2).into(),
        )
    };
    site.store.add_agreement(&late, &author(), now()).unwrap();
    assert_eq!(outcome(&site, 7, "0101700001", 5), Outcome::NoDelivery);
    assert_eq!(outcome(&site, 0, "0202700002", 5), Outcome::NotInExtract);
}

#[test]
fn a_day_without_an_extract_is_an_error_that_names_its_neighbours() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&[]))]);
    let error = |day| ask(&site, 0, "0101700001", day).unwrap_err().to_string();
    assert!(error(5).contains("none at all yet"));
    site.ingest("a", &extract(5, 2, &[]));
    site.ingest("b", &extract(8, 5, &[]));
    assert!(
        error(6).contains("the nearest are those of 2026-01-05 and 2026-01-08"),
        "{}",
        error(6)
    );
}

#[test]
fn explain_is_audited_without_the_person() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["no-filter"]))]);
    site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    let before = site.store.audit_trail(None).unwrap().len();
    ask(&site, 0, "0101700001", 6).unwrap_err();
    ask(&site, 0, "0101700001", 5).unwrap();
    let trail = site.store.audit_trail(None).unwrap();
    let [(at, entry)] = &trail[before..] else { panic!("one line") };
    assert_eq!((*at, &entry.author, entry.action.as_str()), (now(), &author(), "explain"));
    assert_eq!(entry.subject, format!("agreement {}, a person on 2026-01-05", agreement_uuid(0)));
}

#[test]
fn a_log_that_says_otherwise_is_a_contradiction() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["event A01"]))]);
    // A run that is applied, and then published by hand as only a fault would.
    let source = extract(5, 2, &[("0101700001", "751", "A01", "")]);
    site.try_ingest("a", &source, &StopAfterApply).unwrap_err();
    assert_eq!(ask(&site, 0, "0101700001", 5).unwrap()[0].contradiction(), None, "not published");
    let run = site.store.applied_runs().unwrap().remove(0);
    let planned = site.store.day(run.id).unwrap().planned.remove(0);
    let publish = store::PublishedFiles {
        size: 0,
        metadata_size: 0,
        sha256: run.sha256,
        metadata_sha256: run.sha256,
        records: 0,
        disclosed: vec![],
    };
    site.store.publish(run.id, &[(planned.delivery, publish)], now()).unwrap();
    let found = ask(&site, 0, "0101700001", 5).unwrap()[0].contradiction().unwrap();
    assert_eq!((found.recorded, found.judged), (None, Some(Reason::EVENT)));
}

/// Stops as a crash would, when the run is applied and not yet delivered.
struct StopAfterApply;

impl PipelineObserver for StopAfterApply {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        if matches!(step, PipelineEvent::Applied(_)) { Err(Cancelled) } else { Ok(()) }
    }
}

/// A person in the answer to a comparison was disclosed too.
#[test]
fn person_in_an_answer_is_explained() {
    let site = Site::new();
    site.subscribe(&[(Any, set(&["municipality 751"]))]);
    site.ingest("a", &extract(5, 2, &[("0101700001", "751", "A01", "")]));
    let agreement = site.store.agreement(agreement_uuid(0)).unwrap().unwrap();
    site.ingest("b", &extract(6, 5, &[("0202700002", "751", "A01", "")]));
    let held = ["0202700002".parse().unwrap()].into();
    let drift = disclosure::drift(&site.store, &agreement, &held).unwrap();
    let by = (&author(), now());
    disclosure::record_comparison(&site.store, &agreement, &held, &drift, by).unwrap();
    let answers = |pnr, day| {
        let explained = ask(&site, 0, pnr, day).unwrap().remove(0);
        explained
            .other_disclosures
            .answers
            .into_iter()
            .map(|one| (one.action, one.reason))
            .collect::<Vec<_>>()
    };
    assert_eq!(answers("0101700001", 6), [("drift".to_owned(), Reason::LIVES_HERE)]);
    assert_eq!(answers("0202700002", 6), [], "held already");
    assert_eq!(answers("0101700001", 5), [], "as of the sixth");
}
