//! Look-ups: persons by number and by address, and the log of whom they disclosed.

use civil::{HouseNumber, PostalCode, Road, RoadCode, ServiceName};
use filters::Filter;

use super::*;

fn road(name: &str) -> Road {
    Road {
        municipality: municipality(751).unwrap(),
        code: RoadCode::from_integer(512).unwrap(),
        postal_code: PostalCode::from_register(b"8000").unwrap(),
        name: name.to_owned(),
    }
}

/// A person who lives on road 512 of municipality 751.
fn resident(number: u64, house: &str) -> PersonUpdate<'static> {
    let mut person = person(number, 751);
    person.index.road = RoadCode::from_integer(512);
    person.index.house_number = HouseNumber::from_register(house.as_bytes());
    person
}

fn apply_with_roads(store: &Store, persons: Vec<PersonUpdate<'_>>) -> RunId {
    let run = run(store, 5);
    store
        .apply(Apply {
            run,
            last: None,
            persons,
            roads: BTreeSet::from([road("åboulevarden")]),
            day: jiff::civil::date(2026, 1, 5),
            at: now(),
            name: &|_, _| "d260105".to_owned(),
            sender: "CPR",
            successor: &|_| None,
        })
        .unwrap();
    run
}

fn query(road: RoadKey) -> ResidentQuery {
    ResidentQuery {
        road,
        municipality: municipality(751),
        postal_code: None,
        house_number: None,
        at_most: 10,
    }
}

fn numbers(store: &Store, query: &ResidentQuery) -> Vec<Pnr> {
    store.residents(query).unwrap().into_iter().map(|person| person.pnr).collect()
}

#[test]
fn residents_of_a_road_are_found_by_its_code_and_by_its_name() {
    each(|store| {
        let persons = vec![resident(3, "012A"), resident(1, "001"), person(2, 751)];
        apply_with_roads(store, persons);
        let by_code = query(RoadKey::Code(RoadCode::from_integer(512).unwrap()));
        let by_name = query(RoadKey::Names(vec!["åboulevarden".into(), "andre vej".into()]));
        assert_eq!(numbers(store, &by_code), [pnr(1), pnr(3)]);
        assert_eq!(numbers(store, &by_name), [pnr(1), pnr(3)]);
        let of_house = |house: &str| ResidentQuery {
            house_number: HouseNumber::from_register(house.as_bytes()),
            ..by_code.clone()
        };
        assert_eq!(numbers(store, &of_house("12A")), [pnr(3)]);
        assert_eq!(numbers(store, &of_house("12")), []);
        let first = ResidentQuery { at_most: 1, ..by_code.clone() };
        assert_eq!(numbers(store, &first), [pnr(1)]);
    });
}

#[test]
fn residents_in_a_postal_district_are_those_of_its_roads() {
    each(|store| {
        apply_with_roads(store, vec![resident(1, "001")]);
        for key in [
            RoadKey::Code(RoadCode::from_integer(512).unwrap()),
            RoadKey::Names(vec!["åboulevarden".into(), "andre vej".into()]),
        ] {
            let at = |postal_code: &[u8], municipality| ResidentQuery {
                municipality,
                postal_code: PostalCode::from_register(postal_code),
                ..query(key.clone())
            };
            assert_eq!(numbers(store, &at(b"8000", None)), [pnr(1)]);
            assert_eq!(numbers(store, &at(b"8000", municipality(751))), [pnr(1)]);
            assert_eq!(numbers(store, &at(b"8000", municipality(101))), []);
            assert_eq!(numbers(store, &at(b"9000", None)), []);
            assert_eq!(numbers(store, &at(b"", None)), [], "no place");
        }
    });
}

#[test]
fn residents_after_a_day_are_those_of_that_day_and_as_before_when_it_is_undone() {
    each(|store| {
        apply_with_roads(store, vec![resident(1, "001"), resident(2, "001")]);
        let by_code = query(RoadKey::Code(RoadCode::from_integer(512).unwrap()));
        let moved = apply(store, 6, vec![person(1, 101)]);
        assert_eq!(numbers(store, &by_code), [pnr(2)]);
        store.undo_run(moved, &author(), now()).unwrap().unwrap();
        assert_eq!(numbers(store, &by_code), [pnr(1), pnr(2)]);
    });
}

#[test]
fn lookup_of_several_returns_known_persons_in_the_order_asked_for() {
    each(|store| {
        let alone = |_: &Person| Vec::new();
        assert!(store.lookup(&[pnr(1)], Reach::Next, &alone).unwrap().is_none());
        let run = apply(store, 5, vec![person(1, 751), person(2, 751)]);
        let asked = [pnr(2), pnr(7), pnr(1)];
        let (as_of, persons) = store.lookup(&asked, Reach::Next, &alone).unwrap().unwrap();
        assert_eq!(as_of.id, run);
        let found: Vec<Pnr> = persons.iter().map(|person| person.pnr).collect();
        assert_eq!(found, [pnr(2), pnr(1)]);
        let related = |_: &Person| vec![pnr(7), pnr(1)];
        let (_, persons) = store.lookup(&[pnr(2)], Reach::Next, &related).unwrap().unwrap();
        assert_eq!(persons.iter().map(|it| it.pnr).collect::<Vec<_>>(), [pnr(2), pnr(1)]);
    });
}

#[test]
fn lookup_that_is_recorded_is_among_a_persons_other_disclosures() {
    each(|store| {
        let agreement = one_agreement(store);
        let run = apply(store, 5, vec![person(1, 751), person(2, 751)]);
        let entry = AuditEntry {
            author: author(),
            action: "PersonLookup".into(),
            subject: "agreement".into(),
            outcome: "done".into(),
        };
        let new = NewLookup {
            entry: &entry,
            agreement: Some(agreement),
            service: Some(civil::ServiceName::PersonBaseData),
            run,
            disclosed: &[pnr(1)],
            callers_id: Some("journal 7"),
        };
        store.record_lookup(&new, now()).unwrap();
        let lookups =
            |number| store.other_disclosures(run, agreement, pnr(number)).unwrap().lookups;
        let [lookup] = &lookups(1)[..] else { panic!() };
        assert_eq!((&*lookup.action, lookup.at), ("PersonLookup", now()));
        assert_eq!(lookup.callers_id.as_deref(), Some("journal 7"));
        assert_eq!(lookups(2), []);
        assert_eq!(store.audit_trail(None).unwrap().last().unwrap().1.action, "PersonLookup");
    });
}

#[test]
fn filters_on_a_person_have_all_kinds_and_no_other_number() {
    each(|store| {
        let agreement = one_agreement(store);
        apply(store, 5, vec![person(1, 751), person(2, 751)]);
        let of = |number| store.filters_on_person(agreement, pnr(number)).unwrap();
        assert!(!of(1).has_pnrs && of(1).filters.is_empty());
        let age = Filter::Age("0-17".parse().unwrap());
        let add = FilterEdit::Add(vec![Filter::Pnr(pnr(1)), Filter::Pnr(pnr(2)), age]);
        store.edit_filters(agreement, &add, &|_| None, &author(), now()).unwrap();
        assert_eq!(of(1).filters, [Filter::Pnr(pnr(1)), age]);
        assert_eq!(of(3).filters, [age]);
        assert!(of(3).has_pnrs);
    });
}

#[test]
fn agreement_without_subscriptions_gets_no_delivery() {
    each(|store| {
        let agreement = one_agreement(store);
        let services = BTreeSet::from([ServiceName::PersonBaseData]);
        let covered =
            store.change_services(agreement, &|it| *it = services.clone(), &author(), now());
        assert_eq!(covered.unwrap(), services);
        let terms = LookupTerms { only_chosen: true, omits_protected: true };
        let cvr = "29189846".parse().ok();
        store.change_lookup_terms(agreement, &|_, _| (cvr, terms), &author(), now()).unwrap();
        let stored = store.agreements().unwrap().remove(0);
        assert_eq!((stored.services, stored.cvr, stored.lookup_terms), (services, cvr, terms));
        let run = apply(store, 5, vec![person(1, 751)]);
        assert!(store.day(run).unwrap().planned.is_empty());
    });
}
