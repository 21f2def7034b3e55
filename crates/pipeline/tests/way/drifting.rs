//! What a system holds, compared with what it should hold.

use std::collections::BTreeSet;

use civil::Pnr;
use disclosure::{CompareError, Drift};
use extract::{Extract, Form};
use filters::Combination::{All, Any};
use matching::LoadNotPossible;
use pipeline::{NoObserver, PipelineError};
use proptest::prelude::*;
use store::NewLoad;

use crate::site::*;

fn agreement(site: &Site, number: usize) -> store::Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn drift(site: &Site, number: usize, held: &BTreeSet<Pnr>) -> Result<Drift, CompareError> {
    disclosure::compare(&site.store, &agreement(site, number), held, &author(), now())
}

fn pnrs(numbers: &[&str]) -> BTreeSet<Pnr> {
    numbers.iter().map(|number| Pnr::from_register(number.as_bytes()).unwrap()).collect()
}

const ANNA: &str = "0101700001";
const BO: &str = "0202700002";
const CARL: &str = "0303700003";
const DORTE: &str = "0404700004";

/// Anna and Bo live in Aarhus; Dorte's number was Carl's.
fn site() -> Site {
    let site = Site::new();
    site.subscribe(&[
        (Any, set(&["municipality 751"])),
        (Any, set(&["event A01"])),
        (Any, set(&[&format!("pnr {CARL}")])),
    ]);
    let people = [
        (ANNA, "751", "A01", ""),
        (BO, "751", "", ""),
        (CARL, "0", "", DORTE),
        (DORTE, "101", "", ""),
    ];
    site.ingest("a", &extract(5, 2, &people));
    site
}

#[test]
fn comparison_reports_missing_surplus_and_replaced() {
    let site = site();
    let found = drift(&site, 0, &pnrs(&[ANNA, CARL, "3112990000"])).unwrap();
    assert_eq!((found.held, found.chosen, found.is_none()), (3, 2, false));
    let set = |pnrs: &[Pnr]| pnrs.iter().copied().collect::<BTreeSet<_>>();
    assert_eq!(set(&found.missing), pnrs(&[BO]));
    // Dorte does not live in Aarhus: a system that holds Carl does not learn her number.
    assert_eq!((set(&found.surplus), found.replaced), (pnrs(&[CARL, "3112990000"]), vec![]));
    assert!(drift(&site, 0, &pnrs(&[ANNA, BO])).unwrap().is_none());

    let followed = drift(&site, 2, &pnrs(&[CARL])).unwrap();
    let [(old, valid)] = followed.replaced[..] else { panic!("{followed:?}") };
    assert_eq!((set(&[old]), set(&[valid])), (pnrs(&[CARL]), pnrs(&[DORTE])));
}

/// The old number remains in a set of numbers, and is reported as replaced.
#[test]
fn replaced_number_is_answered_with_the_valid_one() {
    let found = drift(&site(), 2, &pnrs(&[CARL])).unwrap();
    assert_eq!((found.surplus.len(), found.replaced.len()), (0, 1));
    assert_eq!(found.missing.into_iter().collect::<BTreeSet<_>>(), pnrs(&[DORTE]));
    // A system is right if it has both, as files bring them, or only the valid number.
    for held in [&[CARL, DORTE][..], &[DORTE]] {
        assert!(drift(&site(), 2, &pnrs(held)).unwrap().is_none(), "{held:?}");
    }
    let found = drift(&site(), 2, &pnrs(&[])).unwrap();
    assert_eq!((found.missing.len(), found.chosen), (1, 1), "an old number is not missing");
}

const ELSE: &str = "0505700005";

#[test]
fn number_that_was_replaced_twice_is_answered_with_the_last() {
    let site = site();
    site.ingest("b", &extract(6, 5, &[(DORTE, "0", "", ELSE), (ELSE, "101", "", "")]));
    for held in [CARL, DORTE] {
        let found = drift(&site, 2, &pnrs(&[held])).unwrap();
        assert_eq!((&found.surplus[..], found.replaced.len()), (&[][..], 1), "{held}");
        let valid: BTreeSet<Pnr> = found.replaced.iter().map(|(_, valid)| *valid).collect();
        assert_eq!((valid, found.missing.len()), (pnrs(&[ELSE]), 1), "{held}");
    }
    assert!(drift(&site, 2, &pnrs(&[CARL, DORTE, ELSE])).unwrap().is_none());
}

#[test]
fn numbers_that_replace_each_other_are_left_out() {
    let site = site();
    site.ingest("b", &extract(6, 5, &[(DORTE, "0", "", CARL)]));
    assert!(drift(&site, 2, &pnrs(&[CARL, DORTE])).unwrap().is_none());
}

#[test]
fn comparison_without_filters_has_all_as_surplus() {
    let site = site();
    let none = store::FilterEdit::Set(set(&[]));
    site.pipeline.edit_filters(agreement(&site, 0).id, &none, &author()).unwrap();
    let found = drift(&site, 0, &pnrs(&[ANNA, BO])).unwrap();
    assert_eq!((found.chosen, found.surplus.len(), found.missing.len()), (0, 2, 0));
}

#[test]
fn catch_up_has_only_the_missing() {
    let site = site();
    let missing = drift(&site, 0, &pnrs(&[ANNA])).unwrap().missing;
    let order = |restrict_to| NewLoad {
        restrict_to: Some(restrict_to),
        ..NewLoad::of(agreement(&site, 0).id)
    };
    site.pipeline.order_load(&agreement(&site, 0), &order(missing), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    let numbers = |site: &Site| {
        let mut files = site.delivered().into_iter().filter(|(name, _)| name.contains(".load"));
        let (_, file) = files.next_back().unwrap();
        let extract = Extract::parse(&file).unwrap();
        extract.persons().iter().map(extract::Person::pnr).collect::<BTreeSet<_>>()
    };
    assert_eq!(numbers(&site), pnrs(&[BO]));
    // A system that holds persons that the filters do not select gets no other persons.
    let others = pnrs(&[DORTE, BO]).into_iter().collect();
    site.pipeline.order_load(&agreement(&site, 0), &order(others), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
    assert_eq!(numbers(&site), pnrs(&[BO]));
    let empty = site.pipeline.order_load(&agreement(&site, 0), &order(vec![]), &author());
    assert!(
        matches!(empty, Err(PipelineError::LoadNotPossible(LoadNotPossible::EmptySelection))),
        "{empty:?}"
    );
}

#[test]
fn persons_in_an_answer_are_logged_as_disclosed() {
    let site = site();
    let (compared, author) = (agreement(&site, 2), author());
    let held = pnrs(&[CARL]);
    let drift = disclosure::drift(&site.store, &compared, &held).unwrap();
    let by = (&author, now());
    disclosure::record_comparison(&site.store, &compared, &held, &drift, by).unwrap();
    let disclosed = site.store.disclosed_by_answer(author.correlation).unwrap();
    let numbers: BTreeSet<Pnr> = disclosed.iter().map(|(pnr, _)| *pnr).collect();
    assert_eq!(numbers, pnrs(&[DORTE]));
    assert_eq!(drift.missing, [disclosed[0].0]);
    assert!(disclosed[0].1.words().any(|word| word == "pnr"), "{:?}", disclosed[0].1);
    let trail = site.store.audit_trail(Some(author.correlation)).unwrap();
    let trail: Vec<_> = trail.iter().map(|(_, entry)| entry.subject.as_str()).collect();
    assert!(trail.iter().any(|subject| subject.ends_with("1 persons held")), "{trail:?}");
}

#[test]
fn comparison_ignores_event_filters() {
    let refused = drift(&site(), 1, &pnrs(&[ANNA])).unwrap_err();
    assert!(
        matches!(refused, CompareError::LoadNotPossible(LoadNotPossible::EventsAlone)),
        "{refused}"
    );
    let empty = Site::new();
    empty.subscribe(&[(Any, set(&["no-filter"]))]);
    assert!(matches!(drift(&empty, 0, &pnrs(&[ANNA])), Err(CompareError::ReplicaEmpty)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever a system holds, applying the answer once makes it right.
    #[test]
    fn answer_applied_once_makes_it_right(kept in prop::collection::vec(any::<bool>(), 120), more in 0usize..5) {
        let [friday, _] = two_days(9, 120, Form::TRIMMED_LF);
        let site = Site::new();
        site.subscribe(&[(All, set(&["age 18-99", "municipality 101", "municipality 751"])), (Any, set(&["age 0-40"])), (Any, set(&["no-filter"]))]);
        site.ingest("friday", &friday);
        let mut everyone = Vec::new();
        site.store.for_each_person(&mut |person| everyone.push(person.pnr)).unwrap();
        let held: BTreeSet<Pnr> = everyone.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(pnr, _)| *pnr)
            .chain((0..more).map(|number| Pnr::from_integer(101_010_000 + number as u64).unwrap()))
            .collect();
        for number in 0..3 {
            let found = drift(&site, number, &held).unwrap();
            let mut right = held.clone();
            found.surplus.iter().for_each(|pnr| assert!(right.remove(pnr)));
            found.missing.iter().for_each(|pnr| assert!(right.insert(*pnr)));
            for (old, _) in &found.replaced {
                right.remove(old);
            }
            prop_assert!(drift(&site, number, &right).unwrap().is_none());
            // A system that keeps a replaced number that the filters choose is right too.
            right.extend(found.replaced.iter().map(|(old, _)| *old));
            prop_assert!(drift(&site, number, &right).unwrap().replaced.is_empty());
        }
    }
}
