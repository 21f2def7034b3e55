use super::*;

#[test]
fn a_person_is_replaced_whole_and_the_municipality_before_is_remembered() {
    each(|store| {
        one_agreement(store);
        let first = apply(store, 5, vec![person(2, 751), person(1, 101)]);
        let mut moved = person(1, 751);
        moved.records = vec![b"001 only"];
        let second = apply(store, 6, vec![moved]);

        let stored = store.person(pnr(1)).unwrap().unwrap();
        assert_eq!((stored.records.as_slice(), stored.run), (&b"001 only\n"[..], second));
        assert_eq!(store.person(pnr(2)).unwrap().unwrap().records, b"001 first\n002 second\n");
        assert_eq!(store.person(pnr(3)).unwrap(), None);
        assert_eq!(store.count_persons().unwrap(), 2);

        let changes = store.day(first).unwrap().changes;
        assert_eq!(changes.iter().map(|change| change.pnr).collect::<Vec<_>>(), [pnr(1), pnr(2)]);
        assert!(changes.iter().all(|change| change.lived_in.is_none()));
        let changes = store.day(second).unwrap().changes;
        assert_eq!(
            (changes[0].lived_in, changes[0].lives_in),
            (municipality(101), municipality(751))
        );
    });
}

#[test]
fn facts_come_back_as_they_went_in() {
    each(|store| {
        let events = ["A21", "A01", "A21"].map(|code| code.parse().unwrap());
        let mut dead = person(1, 751);
        dead.lives_in = None;
        dead.events = &events;
        dead.born = civil::RegisterDate::parse(b"1950-00-00").unwrap();
        let born = dead.born;
        let change = store.day(apply(store, 5, vec![dead])).unwrap().changes.remove(0);
        assert_eq!((change.born, change.lives_in), (born, None));
        let codes: Vec<&str> = change.events.iter().map(civil::EventCode::as_str).collect();
        assert_eq!(codes, ["A01", "A21"], "each code once");
    });
}

#[test]
fn an_extract_follows_the_one_it_was_checked_against() {
    each(|store| {
        apply(store, 5, vec![]);
        let late = run(store, 6);
        let last = Some(jiff::civil::date(2026, 1, 4));
        let name = |_: &Agreement, _: &System| String::new();
        let day = jiff::civil::date(2026, 1, 6);
        let again = Apply { run: late, last, persons: vec![], day, at: now(), name: &name };
        assert!(matches!(store.apply(again), Err(StoreError::NotNow(_))));
        assert_eq!(store.run(late).unwrap().unwrap().state, RunState::Seen);
    });
}

#[test]
fn filters_follow_a_replaced_number_from_that_extract_on() {
    each(|store| {
        let one = one_agreement(store);
        let two = store.add_agreement(&new_agreement(2, 1)).unwrap();
        add(store, one, &[&pnr_line(1)]);
        add(store, two, &[&pnr_line(1), &pnr_line(2)]);
        let mut old = person(1, 751);
        old.successor = Some(pnr(2));
        let day = store.day(apply(store, 5, vec![old, person(2, 751)])).unwrap();
        assert_eq!(day.follows, [filters::Follow { subscription: 0, old: pnr(1), new: pnr(2) }]);
        for agreement in [one, two] {
            let held: Vec<Pnr> = store.filters(agreement).unwrap().pnrs().collect();
            assert_eq!(held, [pnr(1), pnr(2)]);
        }
    });
}

#[test]
fn many_persons_are_coded_with_a_dictionary_and_read_back() {
    each(|store| {
        let records: Vec<Vec<u8>> = (0..3000)
            .map(|n| format!("001{:010}          01000000000000 K1970-01-01", n * 7).into_bytes())
            .collect();
        let persons = |from: usize| -> Vec<PersonUpdate<'_>> {
            (from..3000)
                .map(|n| {
                    let mut person = person(n as u64, 751);
                    person.records = vec![&records[n]];
                    person
                })
                .collect()
        };
        apply(store, 5, persons(2500));
        apply(store, 6, persons(0));
        let mut count = 0;
        store
            .for_each_person(&mut |person| {
                assert_eq!(person.records, [&records[count][..], b"\n"].concat());
                count += 1;
            })
            .unwrap();
        assert_eq!(count, 3000);
    });
}

#[test]
fn runs_are_held_and_decided_once() {
    each(|store| {
        let id = run(store, 5);
        store.hold_run(id, HeldReason::Gap, "a day is missing").unwrap();
        let held = store.run(id).unwrap().unwrap();
        assert_eq!((held.state, held.held), (RunState::Held, Some(HeldReason::Gap)));
        assert_eq!(store.pending_runs().unwrap().len(), 1);
        store.decide_run(id, RunState::Rejected).unwrap();
        assert!(matches!(store.decide_run(id, RunState::Released), Err(StoreError::NotNow(_))));
        assert!(store.pending_runs().unwrap().is_empty());
        assert_eq!(store.runs_with_bytes(&[5; 32]).unwrap()[0].state, RunState::Rejected);
        assert!(store.runs_with_bytes(&[6; 32]).unwrap().is_empty());
    });
}
