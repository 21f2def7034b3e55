use filters::{FilterKind, FilterSet};

use super::*;

fn lines(store: &Store, agreement: AgreementId) -> Vec<String> {
    store.filters(agreement).unwrap().iter().map(|filter| filter.revealed_line()).collect()
}

#[test]
fn edits_return_what_changed() {
    each(|store| {
        let agreement = one_agreement(store);
        let filter = |line: &str| line.parse().unwrap();
        let added = edit(store, agreement, &FilterEdit::Add(vec![filter("event A01")]));
        assert_eq!(added.added, [filter("event A01")]);
        assert!(edit(store, agreement, &FilterEdit::Add(vec![filter("event A01")])).is_empty());
        assert!(edit(store, agreement, &FilterEdit::Remove(vec![filter("event A02")])).is_empty());
        add(store, agreement, &["event A02", "municipality 0751", "no-filter", "age 0-17"]);
        let removed = edit(store, agreement, &FilterEdit::RemoveKind(FilterKind::Event));
        assert_eq!(removed.removed, [filter("event A01"), filter("event A02")]);
        assert_eq!(lines(store, agreement), ["age 0-17", "municipality 0751", "no-filter"]);
        let set: FilterSet = [filter("no-filter"), filter("event A03")].into_iter().collect();
        let edited = edit(store, agreement, &FilterEdit::Set(set.clone()));
        assert_eq!(edited.added, [filter("event A03")]);
        assert_eq!(edited.removed, [filter("age 0-17"), filter("municipality 0751")]);
        assert_eq!(store.filters(agreement).unwrap(), set);
    });
}

#[test]
fn subscriptions_do_not_touch_each_other() {
    each(|store| {
        let one = one_agreement(store);
        let two = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        add(store, one, &["event A01"]);
        add(store, two, &["event A01", "event A02"]);
        edit(store, two, &FilterEdit::RemoveKind(FilterKind::Event));
        assert_eq!(lines(store, one), ["event A01"]);
        assert_eq!(lines(store, two), [""; 0]);
    });
}

#[test]
fn a_run_is_matched_with_the_filters_of_its_moment() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["event A01", &pnr_line(1), &pnr_line(2)]);
        remove(store, agreement, &[&pnr_line(2)]);
        let run = apply(store, 5, vec![person(1, 751), person(2, 751), person(3, 751)]);
        remove(store, agreement, &["event A01", &pnr_line(1)]);
        add(store, agreement, &["event A02", &pnr_line(3)]);
        remove(store, agreement, &["event A02"]);

        let day = store.day(run).unwrap();
        assert_eq!(day.filters, [(0, "event A01".parse().unwrap())]);
        assert_eq!(day.pnrs, [(pnr(1), 0)]);
        assert_eq!(day.with_pnrs, [0]);
    });
}

#[test]
fn a_kind_is_known_to_be_set_though_none_of_its_persons_changed() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &[&pnr_line(9)]);
        let day = store.day(apply(store, 5, vec![person(1, 751)])).unwrap();
        assert_eq!((day.with_pnrs, day.pnrs), (vec![0], vec![]));
        remove(store, agreement, &[&pnr_line(9)]);
        let day = store.day(apply(store, 6, vec![person(1, 751)])).unwrap();
        assert_eq!((day.with_pnrs, day.pnrs), (vec![], vec![]));
    });
}

#[test]
fn every_change_is_a_version_that_can_be_read_again() {
    each(|store| {
        let agreement = one_agreement(store);
        let other = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let lines_at = |version| -> Vec<String> {
            let set = store.filters_at(agreement, version).unwrap();
            set.iter().map(|filter| filter.revealed_line()).collect()
        };
        assert!(store.filter_history(agreement).unwrap().is_empty());
        add(store, agreement, &["event A01", "event A02"]);
        add(store, other, &["event A09"]);
        add(store, agreement, &["event A01"]);
        let set = ["event A02", "age 0-17"].iter().map(|line| line.parse().unwrap()).collect();
        edit(store, agreement, &FilterEdit::Set(set));
        remove(store, agreement, &["age 0-17"]);
        add(store, agreement, &["event A01"]);

        let history = store.filter_history(agreement).unwrap();
        let counts: Vec<_> = history.iter().map(|one| (one.added, one.removed)).collect();
        assert_eq!(counts, [(2, 0), (1, 1), (0, 1), (1, 0)], "what changed nothing is no version");
        let version = |number: usize| history[number].change.version;
        assert_eq!((&history[0].change.author, history[0].change.at), (&author(), now()));
        assert_eq!(lines_at(version(0)), ["event A01", "event A02"]);
        assert_eq!(lines_at(version(1)), ["age 0-17", "event A02"]);
        assert_eq!(lines_at(version(2)), ["event A02"]);
        assert_eq!(
            store.filters_at(agreement, version(3)).unwrap(),
            store.filters(agreement).unwrap()
        );

        let [others] = &store.filter_history(other).unwrap()[..] else { panic!("one change") };
        assert_eq!(others.change.version.number(), 1, "each has versions of its own");
        let numbers: Vec<i64> = history.iter().map(|one| one.change.version.number()).collect();
        assert_eq!(numbers, [1, 2, 3, 4]);
        let strange = store.filters_at(other, version(1));
        assert!(matches!(strange, Err(StoreError::NotFound(_))), "{strange:?}");
    });
}

#[test]
fn a_moment_has_the_last_version_before_it() {
    each(|store| {
        let agreement = one_agreement(store);
        let at = |seconds| now() + jiff::SignedDuration::from_secs(seconds);
        for (seconds, line) in [(0, "event A01"), (60, "event A02")] {
            let add = FilterEdit::Add(vec![line.parse().unwrap()]);
            store.edit_filters(agreement, &add, &|_| None, &author(), at(seconds)).unwrap();
        }
        let history = store.filter_history(agreement).unwrap();
        let version = |number: usize| Some(history[number].change.version);
        let before = |seconds| store.filter_version_before(agreement, at(seconds)).unwrap();
        assert_eq!([0, 1, 60, 61].map(before), [None, version(0), version(0), version(1)]);
    });
}
