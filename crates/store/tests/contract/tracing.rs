//! One person in one run, for one agreement.

use filters::Reason;

use super::*;

fn delivered(store: &Store, run: RunId, agreement: AgreementId, number: u64) -> TracedDelivery {
    store.trace(run, agreement, pnr(number)).unwrap().deliveries.remove(0)
}

#[test]
fn a_trace_has_the_person_the_filters_of_the_moment_and_the_delivery() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["event A01", "municipality 0751"]);
        let other = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        add(store, other, &["event A02", &pnr_line(1)]);
        let first = apply(store, 5, vec![person(1, 751)]);
        publish(store, first, &[]);
        let run = apply(store, 6, vec![person(1, 101), person(2, 751)]);
        add(store, agreement, &["event A03"]);
        remove(store, agreement, &["event A01"]);
        publish(store, run, &[(pnr(1), Reason::LIVED_HERE), (pnr(2), Reason::LIVES_HERE)]);

        let trace = store.trace(run, agreement, pnr(1)).unwrap();
        let change = trace.change.unwrap();
        assert_eq!((change.lived_in, change.lives_in), (municipality(751), municipality(101)));
        let filters: Vec<_> = trace.filters.iter().map(|(f, _)| f.revealed_line()).collect();
        assert_eq!(filters, ["municipality 0751", "event A01"], "those of the run, by kind");
        assert_eq!(trace.filters[0].1, trace.version.unwrap());
        assert_eq!(trace.filters[0].1.author, author());
        assert_eq!((trace.applied_at, trace.has_pnrs, trace.followed), (now(), false, None));
        let [delivery] = &trace.deliveries[..] else { panic!("one delivery") };
        assert_eq!((delivery.delivery.seq, delivery.recorded), (2, Some(Reason::LIVED_HERE)));
        assert_eq!(delivered(store, run, agreement, 3).recorded, None);
        assert_eq!(store.trace(run, agreement, pnr(3)).unwrap().change, None);
    });
}

#[test]
fn every_time_that_a_number_stood_in_the_set_is_known() {
    each(|store| {
        let agreement = one_agreement(store);
        let other = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        add(store, other, &[&pnr_line(1)]);
        let empty = apply(store, 5, vec![]);
        add(store, agreement, &[&pnr_line(1)]);
        let within = apply(store, 6, vec![]);
        remove(store, agreement, &[&pnr_line(1)]);
        let exclude = apply(store, 7, vec![]);
        add(store, agreement, &[&pnr_line(1)]);
        let again = apply(store, 8, vec![]);

        let periods = |run| {
            let trace = store.trace(run, agreement, pnr(1)).unwrap();
            let in_force: Vec<bool> =
                trace.periods.iter().map(|period| period.is_in_force).collect();
            let ended: Vec<bool> =
                trace.periods.iter().map(|period| period.until.is_some()).collect();
            assert_eq!(ended, [true, false]);
            (trace.has_pnrs, in_force)
        };
        assert_eq!(periods(empty), (false, vec![false, false]));
        assert_eq!(periods(within), (true, vec![true, false]));
        assert_eq!(periods(exclude), (false, vec![false, false]));
        assert_eq!(periods(again), (true, vec![false, true]));
        assert!(store.trace(again, agreement, pnr(2)).unwrap().periods.is_empty());
    });
}

#[test]
fn a_number_that_followed_says_so() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &[&pnr_line(1)]);
        let mut replaced = person(1, 751);
        replaced.successor = Some(pnr(2));
        let run = apply(store, 5, vec![replaced, person(2, 751)]);
        let followed = |number| store.trace(run, agreement, pnr(number)).unwrap().followed;
        assert_eq!([1, 3].map(followed), [None, None]);
        let trace = store.trace(run, agreement, pnr(2)).unwrap();
        assert_eq!(trace.followed, Some(trace.periods[0].since.version));
        assert_eq!(trace.periods[0].since.author.actor, Actor::Platform);
        assert!(!trace.periods[0].is_in_force, "it came with the run, not before it");
        assert!(trace.version.unwrap().version < trace.periods[0].since.version);
    });
}

#[test]
fn collections_are_listed_in_order_of_time() {
    each(|store| {
        let agreement = one_agreement(store);
        let run = apply(store, 5, vec![]);
        assert!(delivered(store, run, agreement, 1).delivery.published.is_none());
        publish(store, run, &[]);
        let later = now() + jiff::SignedDuration::from_secs(60);
        let id = delivered(store, run, agreement, 1).delivery.id;
        store.collect(id, "SHA256:1", later).unwrap();
        store.collect(id, "SHA256:2", now()).unwrap();
        let key = |ssh_key: &str, at| Collection { ssh_key: ssh_key.into(), at };
        let expected = [key("SHA256:2", now()), key("SHA256:1", later)];
        assert_eq!(delivered(store, run, agreement, 1).collections, expected);
    });
}

#[test]
fn only_what_was_applied_and_in_force_has_a_trace_and_a_delivery() {
    each(|store| {
        let agreement = one_agreement(store);
        let waiting = run(store, 5);
        let trace = |run| store.trace(run, agreement, pnr(1));
        assert!(matches!(trace(waiting), Err(StoreError::Conflict(_))));
        assert!(matches!(trace("99".parse().unwrap()), Err(StoreError::NotFound(_))));
        let run = apply(store, 6, vec![]);
        let late = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let trace = store.trace(run, late, pnr(1)).unwrap();
        assert!(trace.deliveries.is_empty() && trace.version.is_none());
    });
}

#[test]
fn a_day_has_all_its_runs_and_its_neighbours() {
    each(|store| {
        let day = |day| jiff::civil::date(2026, 1, day);
        let nearest = |number| {
            let NearestDays { before, after } = store.nearest_days(day(number)).unwrap();
            (before, after)
        };
        assert_eq!(nearest(6), (None, None));
        let runs = [run(store, 5), run(store, 7), run(store, 7), run(store, 9)];
        assert_eq!(nearest(6), (Some(day(5)), Some(day(7))));
        assert_eq!(nearest(7), (Some(day(5)), Some(day(9))));
        assert_eq!(nearest(10), (Some(day(9)), None));
        let ids = |number| -> Vec<RunId> {
            store.runs_of_day(day(number)).unwrap().iter().map(|run| run.id).collect()
        };
        assert_eq!((ids(7), ids(6)), (runs[1..3].to_vec(), vec![]));
    });
}
