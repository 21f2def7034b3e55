use std::collections::{BTreeMap, HashSet};

use civil::Pnr;
use extract::{Extract, Form, layouts};
use synth::{InvalidPlan, InvalidStory, NumberSeries, Plan, Story};

use crate::*;

#[test]
fn the_same_plan_gives_the_same_bytes_and_any_day_by_itself() {
    let day = days(&lively(3, 500)).nth(30).unwrap();
    let one = lively(3, 500).day(day, Form::PADDED_LF);
    let other = lively(3, 500);
    days(&other).take(5).for_each(|day| drop(other.day(day, Form::PADDED_LF)));
    assert_eq!(one, other.day(day, Form::PADDED_LF));
    assert_ne!(one, lively(4, 500).day(day, Form::PADDED_LF));
}

/// A change here changes the files of every seed, and must be deliberate.
#[test]
fn a_seed_stands_for_these_bytes() {
    let denmark = lively(1, 200);
    let digest = |file: &[u8]| {
        file.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
        })
    };
    let population = digest(&everyone(&denmark, Plan::FIRST_DAY, Form::PADDED_LF));
    let last = days(&denmark).nth(99).unwrap();
    let day = digest(&denmark.day(last, Form::PADDED_LF));
    assert_eq!((population, day), (12_784_718_839_085_561_534, 16_506_864_975_713_999_098));
}

#[test]
fn population_has_the_planned_number_of_persons() {
    for persons in [1, 63, 64, 65, 1000] {
        let denmark = denmark(1, persons);
        let file = everyone(&denmark, Plan::FIRST_DAY, Form::PADDED_LF);
        let extract = Extract::parse(&file).unwrap();
        assert_eq!(extract.persons().len() as u64, persons);
        let pnrs: HashSet<Pnr> = denmark.pnrs().collect();
        let former = extract.persons().iter().filter(|person| person.successor().is_some());
        assert_eq!((pnrs.len() + former.count()) as u64, persons);
    }
}

#[test]
fn every_record_type_and_every_event_occurs() {
    let mut plan = Plan::new(3, 20_000);
    plan.pace = 1000;
    let denmark = Population::new(plan).unwrap();
    let (mut types, mut events) = (BTreeMap::new(), BTreeMap::new());
    let mut count = |file: &[u8]| {
        for record in extract::Records::new(file) {
            let record = record.unwrap();
            *types.entry(record.kind().unwrap().to_string()).or_insert(0) += 1;
            if record.kind() == Some(extract::RecordType::EVENT) {
                let code = String::from_utf8(record.text()[25..28].to_vec()).unwrap();
                *events.entry(code).or_insert(0) += 1;
            }
        }
    };
    count(&everyone(&denmark, Plan::FIRST_DAY, Form::TRIMMED_LF));
    days(&denmark).take(160).for_each(|day| count(&denmark.day(day, Form::TRIMMED_LF)));
    for layout in layouts() {
        let kind = layout.kind().to_string();
        assert!(types.contains_key(&kind), "{kind} in {types:?}");
    }
    for code in Population::story_events().chain(["A14", "P11", "A42", "P10", "A45"]) {
        assert!(events.contains_key(code), "{code} in {events:?}");
    }
}

#[test]
fn persons_come_unsorted_and_labels_last() {
    let file = everyone(&denmark(1, 300), Plan::FIRST_DAY, Form::TRIMMED_LF);
    let extract = Extract::parse(&file).unwrap();
    assert!(!extract.persons().is_sorted_by_key(extract::Person::pnr));
    let kinds: Vec<String> = extract::Records::new(&file)
        .map(|record| record.unwrap().kind().unwrap().to_string())
        .collect();
    let first_label = kinds.iter().position(|kind| kind == "003").unwrap();
    assert!(kinds[first_label..kinds.len() - 1].iter().all(|kind| kind == "003"));
}

#[test]
fn a_story_happens_on_its_day_to_its_person() {
    for event in ["A01", "A21", "A06", "A13", "A33", "P03", "A20", "A09", "A73"] {
        let mut denmark = denmark(5, 2000);
        let day = days(&denmark).nth(3).unwrap();
        let event = event.parse().unwrap();
        let pnrs: Vec<Pnr> = denmark.pnrs().collect();
        let before = denmark.clone();
        let mut add = |pnr: &Pnr| denmark.add_story(Story { day, pnr: *pnr, event }).is_ok();
        let pnr = *pnrs.iter().skip(100).find(|pnr| add(pnr)).unwrap();
        let file = denmark.day(day, Form::TRIMMED_LF);
        let extract = Extract::parse(&file).unwrap();
        let person = extract.persons().iter().find(|person| person.pnr() == pnr).unwrap();
        assert!(person.events().contains(&event), "{event}");
        assert_ne!(file, before.day(day, Form::TRIMMED_LF));
        let next = clock::working_day_after(day);
        let later = denmark.day(next, Form::TRIMMED_LF);
        assert_eq!(Extract::parse(&later).unwrap().diagnostics().kept(), []);
    }
}

#[test]
fn stories_that_cannot_be_are_refused() {
    let mut denmark = denmark(5, 200);
    let day = days(&denmark).next().unwrap();
    let pnr = denmark.pnrs().next().unwrap();
    let event = "A21".parse().unwrap();
    let mut add = |story| denmark.add_story(story).unwrap_err();
    let nobody = Pnr::from_register(b"0101701234").unwrap();
    assert_eq!(add(Story { day, pnr: nobody, event }), InvalidStory::Nobody(day));
    let sunday = jiff::civil::date(2026, 1, 4);
    assert_eq!(add(Story { day: sunday, pnr, event }), InvalidStory::NoSuchDay(sunday));
    let unknown = "A99".parse().unwrap();
    assert_eq!(add(Story { day, pnr, event: unknown }), InvalidStory::UnknownEvent(unknown));
    denmark.add_story(Story { day, pnr, event }).unwrap();
    let twice = denmark.add_story(Story { day, pnr, event }).unwrap_err();
    assert_eq!(twice, InvalidStory::Impossible { event, day });
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let refused = |change: &dyn Fn(&mut Plan)| {
        let mut plan = Plan::new(1, 100);
        change(&mut plan);
        Population::new(plan).unwrap_err()
    };
    assert_eq!(refused(&|plan| plan.persons = 0), InvalidPlan::Nobody);
    let many = refused(&|plan| (plan.persons, plan.numbers) = (20_000_000, NumberSeries::Future));
    assert!(matches!(many, InvalidPlan::TooMany { .. }));
    let sunday = jiff::civil::date(2026, 1, 4);
    assert_eq!(refused(&|plan| plan.first_day = sunday), InvalidPlan::NoWorkingDay(sunday));
    let ten_million = Plan { numbers: NumberSeries::Future, ..Plan::new(1, 10_000_000) };
    assert!(Population::new(ten_million).is_ok());
}
