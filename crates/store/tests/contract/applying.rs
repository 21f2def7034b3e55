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
        assert_eq!(store.counts().unwrap().persons, 2);

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
        dead.index.lives_in = None;
        dead.events = &events;
        dead.index.born = civil::RegisterDate::parse(b"1950-00-00").unwrap();
        let born = dead.index.born;
        let change = store.day(apply(store, 5, vec![dead])).unwrap().changes.remove(0);
        assert_eq!((change.born, change.lives_in), (born, None));
        let codes: Vec<&str> = change.events.iter().map(civil::EventCode::as_str).collect();
        assert_eq!(codes, ["A01", "A21"], "each code once");
    });
}

fn apply_after<'a>(
    run: RunId,
    last: Option<jiff::civil::Date>,
    name: &'a dyn Fn(&Agreement, &System) -> String,
) -> Apply<'a> {
    let day = jiff::civil::date(2026, 1, 6);
    Apply {
        run,
        last,
        persons: vec![],
        roads: BTreeSet::new(),
        day,
        at: now(),
        name,
        sender: "CPR",
        successor: &|_| None,
    }
}

#[test]
fn an_extract_follows_the_one_it_was_checked_against() {
    each(|store| {
        apply(store, 5, vec![]);
        let late = run(store, 6);
        let last = Some(jiff::civil::date(2026, 1, 4));
        let refused = store.apply(apply_after(late, last, &|_, _| String::new()));
        assert!(matches!(refused, Err(StoreError::Conflict(_))));
        assert_eq!(store.run(late).unwrap().unwrap().state, RunState::Seen);
    });
}

#[test]
fn filters_follow_a_replaced_number_from_that_extract_on() {
    each(|store| {
        let one = one_agreement(store);
        let two = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        add(store, one, &[&pnr_line(1)]);
        add(store, two, &[&pnr_line(1), &pnr_line(2)]);
        let mut old = person(1, 751);
        old.successor = Some(pnr(2));
        let day = store.day(apply(store, 5, vec![old, person(2, 751)])).unwrap();
        assert_eq!(
            day.follows,
            [filters::PnrSuccession { subscription: 0, old: pnr(1), new: pnr(2) }]
        );
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
fn bytes_that_are_in_the_replica_are_not_applied_again() {
    each(|store| {
        let first = apply(store, 5, vec![]);
        let bytes = store.run(first).unwrap().unwrap().sha256;
        let again = run_of(store, 5, bytes);
        let last = Some(jiff::civil::date(2026, 1, 5));
        let refused = store.apply(apply_after(again, last, &|_, _| String::new()));
        assert!(matches!(refused, Err(StoreError::Conflict(_))));
        assert_eq!(store.run(again).unwrap().unwrap().state, RunState::Seen);
    });
}

fn held(reason: HeldReason, releasable: bool) -> Held {
    Held { reason, detail: "a day is missing".into(), releasable }
}

#[test]
fn a_label_comes_and_goes() {
    each(|store| {
        let id = run(store, 5);
        let gap = held(HeldReason::Gap, true);
        store.set_hold(id, Some(&gap)).unwrap();
        let labelled = store.run(id).unwrap().unwrap();
        assert_eq!((labelled.state, labelled.held), (RunState::Held, Some(gap)));
        assert_eq!(store.pending_runs().unwrap().len(), 1);
        store.set_hold(id, None).unwrap();
        let free = store.run(id).unwrap().unwrap();
        assert_eq!((free.state, free.held), (RunState::Seen, None));
    });
}

#[test]
fn a_decision_is_made_once_and_audited() {
    each(|store| {
        let id = run(store, 5);
        let decide = |decision| store.resolve_hold(id, decision, None, &author(), now());
        assert!(matches!(decide(Decision::Release), Err(StoreError::Conflict(_))), "not held");
        store.set_hold(id, Some(&held(HeldReason::Late, false))).unwrap();
        assert!(
            matches!(decide(Decision::Release), Err(StoreError::Conflict(_))),
            "not releasable"
        );
        store.set_hold(id, Some(&held(HeldReason::Counter, true))).unwrap();
        decide(Decision::Release).unwrap();
        let released = store.run(id).unwrap().unwrap();
        assert_eq!((released.state, released.held), (RunState::Seen, None));
        assert_eq!(released.released, [HeldReason::Counter]);
        store.set_hold(id, Some(&held(HeldReason::Gap, true))).unwrap();
        decide(Decision::Reject).unwrap();
        assert!(matches!(decide(Decision::Reject), Err(StoreError::Conflict(_))));
        assert!(store.pending_runs().unwrap().is_empty());
        assert_eq!(store.rejected_days().unwrap(), [jiff::civil::date(2026, 1, 5)]);
        assert_eq!(store.runs_with_bytes(&digest(100)).unwrap()[0].state, RunState::Rejected);
        assert!(store.runs_with_bytes(&digest(6)).unwrap().is_empty());
        let trail = store.audit_trail(Some(author().correlation)).unwrap();
        let logged: Vec<String> =
            trail.iter().map(|(_, line)| format!("{} {}", line.action, line.subject)).collect();
        assert_eq!(logged, ["release run 1 held for counter", "reject run 1 held for gap"]);
        assert!(store.audit_trail(Some(Uuid::nil())).unwrap().is_empty());
    });
}

#[test]
fn the_taking_of_a_file_is_recorded_once() {
    each(|store| {
        let id = run(store, 5);
        let intake = Uuid::from_u128(1);
        assert_eq!(store.run_of_intake(intake).unwrap(), None);
        store.link_intake(id, intake).unwrap();
        assert_eq!(store.run_of_intake(intake).unwrap(), Some(id));
        assert!(store.link_intake(id, intake).is_err());
    });
}

/// Extracts may come in another order than they are applied in.
#[test]
fn writer_of_a_person_is_the_run_of_the_last_day_whenever_it_came() {
    each(|store| {
        let sixth = run(store, 6);
        let fifth = run(store, 5);
        apply_run(store, fifth, 5, vec![person(1, 751)]);
        assert_eq!(store.writer_of(pnr(1)).unwrap().unwrap().id, fifth);
        apply_run(store, sixth, 6, vec![person(1, 101)]);
        assert!(sixth < fifth);
        assert_eq!(store.writer_of(pnr(1)).unwrap().unwrap().id, sixth);
        assert!(store.writer_of(pnr(2)).unwrap().is_none());
    });
}
