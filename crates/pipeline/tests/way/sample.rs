//! The CPR office's own test extract, if the file exists; the test has only digests and counts of it.

use filters::Combination::{All, Any, EventsNarrow};
use store::RunState;

use crate::site::*;

fn sample() -> Option<Vec<u8>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/u12170p-110901.txt");
    let sample = std::fs::read(path).ok();
    if sample.is_none() {
        eprintln!("skipped: {path} is not here");
    }
    sample
}

fn hex(bytes: &[u8]) -> String {
    store::Sha256::of([bytes]).to_string()
}

/// The numbers of some of the sample's persons, by their order of appearance, so that no number is in the source.
fn pnr_lines(sample: &[u8], wanted: impl Fn(usize, &extract::Person) -> bool) -> Vec<String> {
    let extract = extract::Extract::parse(sample).unwrap();
    let persons = extract.persons().iter().enumerate();
    persons
        .filter(|(index, person)| wanted(*index, person))
        .map(|(_, person)| format!("pnr {}", person.pnr().reveal()))
        .collect()
}

/// Persons, records and digest of each delivered file, as computed by an independent Python script on lines.
#[test]
fn each_kind_of_subscription_gets_its_part_of_the_sample() {
    let Some(sample) = sample() else { return };
    let every_seventh = pnr_lines(&sample, |index, _| index % 7 == 0);
    let replaced = pnr_lines(&sample, |_, person| person.successor().is_some());
    let strings = |lines: &[String]| set(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let cases = [
        (Any, set(&["municipality 0851"]), 67, 925, "6e1c2fd1f9bf529b"),
        (Any, set(&["age 0-17"]), 7, 95, "cb92051481c5ab98"),
        (Any, strings(&every_seventh), 12, 176, "21595b586eb203cc"),
        (Any, strings(&replaced), 8, 107, "0fb726f3bc5a2659"),
        (Any, set(&["event A01", "event A21"]), 11, 172, "ffc2a675255994d1"),
        (Any, set(&["municipality 573", "event P03"]), 9, 125, "79e23317a4ae38bf"),
        (
            EventsNarrow,
            set(&["municipality 851", "event A33", "event A01"]),
            9,
            129,
            "7e05cf9cadb706d3",
        ),
        (All, set(&["municipality 851", "age 65-150"]), 4, 51, "96c20a1c7a95fda3"),
        (Any, set(&[]), 0, 0, "2d71f21f506cc79e"),
        (Any, set(&["no-filter"]), 80, 1098, "35bdc7344ed70f4c"),
    ];
    let site = Site::new();
    let subscriptions: Vec<_> =
        cases.iter().map(|(combination, set, ..)| (*combination, set.clone())).collect();
    site.subscribe(&subscriptions);
    let run = site.ingest("u12170p-110901.txt", &sample);
    assert_eq!((run.state, run.persons, run.records), (RunState::Done, 80, 1098));

    for (number, (_, _, persons, records, digest)) in cases.into_iter().enumerate() {
        let file = site.delivered_to(number).remove(0);
        let agreement = site.store.agreement(agreement_uuid(number)).unwrap().unwrap();
        let of = store::DeliveryQuery::Agreement(agreement.id);
        let published = site.store.deliveries(of).unwrap().remove(0).published.unwrap();
        assert_eq!((published.persons, published.records), (persons, records), "case {number}");
        assert_eq!(&hex(&file)[..16], digest, "case {number}");
    }
    assert_eq!(site.store.counts().unwrap().persons, 80);
    // From now on the four replaced numbers are filtered by their valid ones too.
    assert_eq!(site.filters(3).len(), 8);
}

#[test]
fn the_sample_is_read_without_a_word_of_complaint() {
    let Some(sample) = sample() else { return };
    let extract = extract::Extract::parse(&sample).unwrap();
    assert_eq!(extract.diagnostics().kept(), []);
    let events: usize = extract.persons().iter().map(|person| person.events().len()).sum();
    assert_eq!((extract.persons().len(), events), (80, 116));
}
