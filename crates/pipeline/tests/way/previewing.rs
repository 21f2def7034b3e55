//! What is previewed is what is then delivered.

use civil::Pnr;
use extract::{Form, Layouts, Minimisation};
use filters::{Combination, Filter, FilterSet, Reason};
use pipeline::NoObserver;
use preview::{Precision, Preview, Question, Sources, Volume, preview};
use proptest::prelude::*;
use store::{Agreement, DeliveryKind, DeliveryQuery, FilterEdit, NewLoad};

use crate::minimising::{Words, words};
use crate::reference::{COMBINATIONS, FILTERS, PNRS, day};
use crate::site::*;

/// The forms in which the site writes its loads.
const LOAD_FORM: Form = Form::PADDED_LF;

fn agreement(site: &Site, number: usize) -> Agreement {
    site.store.agreement(agreement_uuid(number)).unwrap().unwrap()
}

fn ask(site: &Site, question: &Question) -> Preview {
    let (store, archive) = (&*site.store, &site.data.archive);
    let sources = Sources { store, archive, layouts: &Layouts::default(), load_form: LOAD_FORM };
    preview(&sources, question, &|_| {}).unwrap()
}

/// A change from these filters to those.
fn change(combination: Combination, before: &FilterSet, after: &FilterSet) -> Question {
    Question {
        combination,
        before: before.clone(),
        after: after.clone(),
        minimisation: Minimisation::default(),
        days: 30,
        precision: Precision::Exact,
        with_persons: true,
    }
}

fn all_of(site: &Site, number: usize) -> Question {
    let agreement = agreement(site, number);
    let question = change(agreement.combination, &FilterSet::default(), &site.filters(number));
    Question { minimisation: agreement.minimisation, ..question }
}

/// The persons of a delivery and why, and how much it is.
type Delivered = (Vec<(Pnr, Reason)>, Volume<u64>);

/// The deliveries of a kind to a subscription: their persons, with what is previewed of them.
fn delivered(site: &Site, number: usize, kind: DeliveryKind) -> Vec<Delivered> {
    let of = DeliveryQuery::Agreement(agreement(site, number).id);
    let deliveries = site.store.deliveries(of).unwrap().into_iter();
    let of_kind = deliveries.filter(|delivery| delivery.kind == kind);
    of_kind
        .map(|delivery| {
            let published = delivery.published.unwrap();
            let file = &site.delivered()[&delivery.name];
            let (persons, records) = (published.persons, published.records);
            let bytes = published.size - frame(file);
            let mut disclosed = site.store.disclosed(delivery.id).unwrap();
            disclosed.iter_mut().for_each(|(_, reason)| *reason = as_set_now(*reason));
            (disclosed, Volume { persons, records, bytes })
        })
        .collect()
}

/// A number that came into the set by the extract itself is in it now.
fn as_set_now(reason: Reason) -> Reason {
    match reason.has(Reason::FOLLOWED) {
        true => Reason::from_bits(reason.bits() & !Reason::FOLLOWED.bits()) | Reason::PNR,
        false => reason,
    }
}

/// The length of a file's start and end record.
fn frame(file: &[u8]) -> u64 {
    let lines: Vec<&[u8]> = file.split_inclusive(|&byte| byte == b'\n').collect();
    (lines[0].len() + lines[lines.len() - 1].len()) as u64
}

fn shown(volume: Volume<preview::Figure>) -> Volume<u64> {
    let [persons, records, bytes] =
        [volume.persons, volume.records, volume.bytes].map(|figure| figure.get().unwrap());
    Volume { persons, records, bytes }
}

fn load(site: &Site, number: usize) {
    let agreement = agreement(site, number);
    site.pipeline.order_load(&agreement, &NewLoad::of(agreement.id), &author()).unwrap();
    site.pipeline.write_loads(&NoObserver).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Random persons, days, edits, combinations and terms: the preview of the last day is that day's delivery, person for
    /// person with the reasons, and the load is the load.
    #[test]
    fn preview_is_what_is_delivered(
        days in proptest::collection::vec(day(), 1..4),
        terms in proptest::collection::vec(proptest::option::of(words()), 5),
    ) {
        let site = Site::new();
        let subscriptions: Vec<_> = (0..5)
            .map(|number| (COMBINATIONS[number % 3].parse().unwrap(), FilterSet::default()))
            .collect();
        site.subscribe(&subscriptions);
        for (number, terms) in terms.iter().enumerate() {
            let terms = terms.as_ref().map(Words::terms).unwrap_or_default();
            site.store.change_terms(agreement(&site, number).id, &terms, &author(), now()).unwrap();
        }
        for (number, day) in days.iter().enumerate() {
            for &(subscription, filter, add) in &day.edits {
                let filters: Vec<Filter> = vec![FILTERS[filter].parse().unwrap()];
                let edit = if add { FilterEdit::Add(filters) } else { FilterEdit::Remove(filters) };
                site.pipeline.edit_filters(agreement(&site, subscription).id, &edit, &author()).unwrap();
            }
            site.ingest(&format!("day {number}"), &day.source(number));
        }
        for number in 0..subscriptions.len() {
            let found = ask(&site, &all_of(&site, number));
            let (disclosed, volume) = delivered(&site, number, DeliveryKind::Day).pop().unwrap();
            let last = found.days.last().unwrap();
            prop_assert_eq!((&last.added, shown(last.effect.after)), (&disclosed, volume));
            prop_assert_eq!(found.days.len(), days.len());
            if found.load_not_possible.is_none() {
                load(&site, number);
                let (disclosed, volume) = delivered(&site, number, DeliveryKind::Load).pop().unwrap();
                prop_assert_eq!((&found.added, shown(found.load.after)), (&disclosed, volume));
            } else {
                prop_assert_eq!(shown(found.load.after), Volume::default());
            }
        }
    }

    /// An edit does what its preview said.
    #[test]
    fn preview_of_an_edit_is_what_it_adds_and_takes_away(
        first in proptest::sample::subsequence(&FILTERS[..], 0..8),
        edited in proptest::sample::subsequence(&FILTERS[..], 1..4),
        (combination, is_add) in (0..3usize, any::<bool>()),
        day in day(),
    ) {
        let combination: Combination = COMBINATIONS[combination].parse().unwrap();
        let site = Site::new();
        site.subscribe(&[(combination, set(&first))]);
        site.ingest("day", &day.source(0));
        let before = all_of(&site, 0);
        let edited: Vec<Filter> = set(&edited).iter().collect();
        let edit = if is_add { FilterEdit::Add(edited) } else { FilterEdit::Remove(edited) };
        let id = agreement(&site, 0).id;
        let (now, then) = site.store.edited_filters(id, std::slice::from_ref(&edit), &matching::successor).unwrap();
        let found = ask(&site, &change(combination, &now, &then));
        site.pipeline.edit_filters(id, &edit, &author()).unwrap();
        prop_assert_eq!(site.filters(0), then);
        let persons = |question: &Question| -> Vec<Pnr> {
            ask(&site, question).added.iter().map(|(pnr, _)| *pnr).collect()
        };
        let (before, after) = (persons(&before), persons(&all_of(&site, 0)));
        let only = |one: &[Pnr], other: &[Pnr]| -> Vec<Pnr> {
            one.iter().filter(|pnr| !other.contains(pnr)).copied().collect()
        };
        let numbers = |list: &[(Pnr, Reason)]| -> Vec<Pnr> { list.iter().map(|(pnr, _)| *pnr).collect() };
        prop_assert_eq!(numbers(&found.added), only(&after, &before));
        prop_assert_eq!(numbers(&found.removed), only(&before, &after));
    }

    /// Numbers that are not in force change nothing in an answer to those who may not look persons up.
    #[test]
    fn rounded_preview_is_the_same_for_every_number(
        first in proptest::sample::subsequence(&FILTERS[..], 0..8),
        (combination, number) in (0..3usize, 0..PNRS.len()),
        day in day(),
    ) {
        let site = Site::new();
        let first = set(&first);
        site.ingest("day", &day.source(0));
        let asked = |pnr: &str| {
            let mut after = first.clone();
            let filter: Filter = format!("pnr {pnr}").parse().unwrap();
            let is_new = after.insert(filter);
            let combination = COMBINATIONS[combination].parse().unwrap();
            let question =
                Question { precision: Precision::Rounded, ..change(combination, &first, &after) };
            (is_new, format!("{:?}", ask(&site, &question)))
        };
        let (is_new, answer) = asked(PNRS[number]);
        prop_assert!(!is_new || answer == asked("0909700009").1, "{}", answer);
    }
}

#[test]
fn sizes_of_a_run_without_them_are_read_from_the_archive_and_missing_when_it_left() {
    let [friday, monday] = two_days(5, 300, Form::TRIMMED_CRLF);
    let site = Site::new();
    site.subscribe(&[(Combination::Any, set(&["age 0-40", "event A01"]))]);
    site.ingest("friday", &friday);
    let run = site.ingest("monday", &monday);
    let stored = ask(&site, &all_of(&site, 0)).days;
    forget_sizes(&site);
    let read = ask(&site, &all_of(&site, 0)).days;
    let volumes = |days: &[preview::PastDay]| -> Vec<_> {
        days.iter().map(|day| (day.is_sized, shown(day.effect.after))).collect()
    };
    assert!(volumes(&stored)[1].1.bytes > 1000, "{stored:?}");
    assert_eq!(volumes(&stored), volumes(&read));
    site.data.archive.delete_extract(&run.sha256).unwrap();
    let without = ask(&site, &all_of(&site, 0)).days;
    assert_eq!((without[0].is_sized, without[1].is_sized), (true, false));
    assert_eq!(without[1].effect.after.persons, stored[1].effect.after.persons);
}

/// As an older cprabo has applied the runs.
fn forget_sizes(site: &Site) {
    let path = site.folder.path().join("cprabo.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute("UPDATE change SET records = NULL, bytes = NULL", []).unwrap();
    drop(database);
    site.store.adopt(&author(), now()).unwrap();
}

/// Of a person who is left out nothing is counted, also not for the work of the filters.
#[test]
fn person_who_is_left_out_by_the_terms_counts_nowhere() {
    let [friday, monday] = two_days(5, 300, Form::PADDED_LF);
    let site = Site::new();
    site.subscribe(&[(Combination::Any, set(&["age 0-40", "municipality 101"]))]);
    site.ingest("friday", &friday);
    site.ingest("monday", &monday);
    let counted = |terms: &str, combination: &str| {
        let question = all_of(&site, 0);
        let combination = combination.parse().unwrap();
        ask(&site, &Question { combination, minimisation: terms.parse().unwrap(), ..question })
    };
    for combination in COMBINATIONS {
        let (all, left) = (counted("", combination), counted("protected=leave-out", combination));
        let persons = |preview: &Preview| shown(preview.load.after).persons;
        // Both kinds together choose few persons, of whom nobody may be protected.
        let is_any = combination == "any";
        assert!(persons(&left) < persons(&all) || !is_any, "{combination}");
        assert!(persons(&left) <= persons(&all), "{combination}");
        let municipalities: u64 =
            left.municipalities.iter().map(|(_, cell)| cell.after.get().unwrap()).sum();
        assert_eq!(municipalities, persons(&left));
        let work = |preview: &Preview| -> u64 {
            let parts = preview.parts.iter();
            parts.map(|part| part.now.alone.get().unwrap()).sum()
        };
        assert!(work(&left) < work(&all), "{combination}");
        let of_days = |preview: &Preview| shown(preview.all_days.after).persons;
        assert!(of_days(&left) < of_days(&all) || !is_any, "{combination}");
    }
}
