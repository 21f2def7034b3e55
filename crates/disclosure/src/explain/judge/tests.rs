use civil::{Pnr, RegisterDate};
use filters::{Combination, NotMatched, Verdict};
use jiff::Timestamp;
use jiff::civil::date;
use store::{
    AgreementState, Author, Change, Delivery, DeliveryId, MembershipPeriod, Published, Sha256,
    TracedDelivery,
};

use super::*;
use crate::explain::{Contradiction, Explanation};

fn pnr() -> Pnr {
    Pnr::from_integer(1).unwrap()
}

fn since(version: &str) -> FilterChange {
    let version = version.parse().unwrap();
    FilterChange { version, at: Timestamp::UNIX_EPOCH, author: Author::PLATFORM, reason: None }
}

/// A person of 17 who moves from 0751 to 0101, and a delivery to a subscription with these filters.
fn trace(combination: Combination, filters: &[&str]) -> Trace {
    let change = Change {
        pnr: pnr(),
        lives_in: "0101".parse().ok(),
        lived_in: "0751".parse().ok(),
        born: RegisterDate::parse(b"2008-01-06").unwrap(),
        events: vec!["A01".parse().unwrap()],
        is_protected: false,
    };
    let delivery = Delivery {
        id: DeliveryId::from_number(1),
        kind: store::DeliveryKind::Day,
        replay_of: None,
        load: None,
        agreement: uuid::Uuid::nil().into(),
        seq: 1,
        run: "1".parse().unwrap(),
        proddto: date(2026, 1, 5),
        sftp_user: "test".parse().unwrap(),
        name: String::new(),
        published: None,
        collected_at: None,
        previous: None,
        removed_at: None,
        expired_at: None,
        minimisation: extract::Minimisation::default(),
        ages_in: false,
    };
    Trace {
        applied_at: Timestamp::UNIX_EPOCH,
        agreement_state: AgreementState::Active,
        change: Some(change),
        version: None,
        filters: filters.iter().map(|line| (line.parse().unwrap(), since("3"))).collect(),
        has_pnrs: false,
        periods: Vec::new(),
        followed: None,
        deliveries: vec![TracedDelivery {
            delivery,
            combination,
            recorded: None,
            is_reduced: false,
            collections: vec![],
            hold: None,
        }],
    }
}

fn period(is_in_force: bool) -> MembershipPeriod {
    MembershipPeriod { pnr: pnr(), since: since("4"), until: None, is_in_force }
}

fn outcome(trace: Trace) -> Outcome {
    judge(trace, date(2026, 1, 5)).0
}

fn withheld(missing: &[FilterKind]) -> Outcome {
    let missing = missing.iter().copied().collect();
    Outcome::Judged(Verdict::Exclude(NotMatched::Missing(missing)))
}

#[test]
fn each_filter_that_matches_is_listed_with_its_reason_and_its_change() {
    let filters = ["age 0-17", "age 18-99", "municipality 0751", "municipality 0461", "event A01"];
    let mut trace = trace(Combination::All, &filters);
    trace.has_pnrs = true;
    trace.periods = vec![period(false), period(true)];
    let (outcome, findings) = judge(trace, date(2026, 1, 5));
    let reason = Reason::PNR | Reason::AGE | Reason::LIVED_HERE | Reason::EVENT;
    assert_eq!(outcome, Outcome::Judged(Verdict::Deliver(reason)));
    assert_eq!(findings.person.unwrap().age.map(civil::Age::years), Some(17));
    let set: Vec<bool> = findings.kinds.iter().map(|kind| kind.is_set).collect();
    assert_eq!(set, [true, true, true, true, false]);
    let matched: Vec<usize> = findings.kinds.iter().map(|kind| kind.matches.len()).collect();
    assert_eq!(matched, [1, 1, 1, 1, 0]);
    assert_eq!(findings.kinds[2].matches[0].filter, "municipality 0751".parse().unwrap());
    assert_eq!(findings.kinds[0].matches[0].since, Some(since("4")));
}

#[test]
fn whatever_keeps_a_person_away_is_named() {
    let any = || trace(Combination::Any, &["event A02"]);
    assert_eq!(outcome(Trace { deliveries: vec![], ..any() }), Outcome::NoDelivery);
    assert_eq!(outcome(Trace { change: None, ..any() }), Outcome::NotInExtract);
    let why = |outcome| Outcome::Judged(Verdict::Exclude(outcome));
    assert_eq!(outcome(any()), why(NotMatched::NothingMatched));
    assert_eq!(outcome(trace(Combination::Any, &[])), why(NotMatched::NothingSet));
    let narrow = trace(Combination::EventsNarrow, &["municipality 0101", "event A02"]);
    assert_eq!(outcome(narrow), withheld(&[FilterKind::Event]));
    let mut all = trace(Combination::All, &["event A01"]);
    all.has_pnrs = true;
    assert_eq!(outcome(all), withheld(&[FilterKind::Pnr]), "set, though on others");
}

#[test]
fn a_number_that_came_with_the_run_counts() {
    let mut trace = trace(Combination::All, &[]);
    (trace.has_pnrs, trace.version) = (true, Some(since("3")));
    trace.followed = Some(since("4").version);
    let before = MembershipPeriod { since: since("2"), until: Some(since("3")), ..period(false) };
    let after = MembershipPeriod { since: since("9"), ..period(false) };
    trace.periods = vec![before, period(false), after];
    let (outcome, findings) = judge(trace, date(2026, 1, 5));
    assert_eq!(outcome, Outcome::Judged(Verdict::Deliver(Reason::FOLLOWED)));
    assert_eq!(findings.kinds[0].matches[0].since, Some(since("4")));
}

#[test]
fn log_and_verdict_must_say_the_same_once_it_is_published() {
    let contradiction = |filters: &[&str], is_published: bool, recorded| {
        let mut trace = trace(Combination::Any, filters);
        let delivery = &mut trace.deliveries[0];
        delivery.recorded = recorded;
        let at = Timestamp::UNIX_EPOCH;
        let sha256 = Sha256::from_bytes([0; 32]);
        let published = Published { size: 0, sha256, persons: 0, records: 0, at };
        delivery.delivery.published = is_published.then_some(published);
        let (outcome, findings) = judge(trace, date(2026, 1, 5));
        let other_disclosures = store::OtherDisclosures::default();
        Explanation { run: run(), outcome, findings: Some(findings), other_disclosures }
            .contradiction()
    };
    let (event, age) = (Some(Reason::EVENT), Some(Reason::AGE));
    assert_eq!(contradiction(&["event A01"], true, event), None);
    assert_eq!(contradiction(&["event A02"], true, None), None);
    assert_eq!(contradiction(&["event A01"], false, None), None, "it is not written yet");
    for (filters, recorded, judged) in
        [(["event A01"], None, event), (["event A02"], event, None), (["event A01"], age, event)]
    {
        let expected = Some(Contradiction { recorded, judged });
        assert_eq!(contradiction(&filters, true, recorded), expected);
    }
}

fn run() -> store::Run {
    store::Run {
        id: "1".parse().unwrap(),
        kind: store::RunKind::Day,
        file_name: String::new(),
        sha256: Sha256::from_bytes([0; 32]),
        size: 0,
        state: store::RunState::Done,
        held: None,
        released: Vec::new(),
        findings: Vec::new(),
        header: None,
        persons: 0,
        records: 0,
        seen_at: Timestamp::UNIX_EPOCH,
        applied_at: None,
        done_at: None,
        unarchived_at: None,
    }
}
