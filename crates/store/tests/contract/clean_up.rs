//! What an acceptance of proposals takes away, and its undoing.

use std::collections::HashSet;

use jiff::civil::date;

use super::*;

fn number_filters(store: &Store, agreement: AgreementId) -> (Vec<(Pnr, bool)>, NumberFilters) {
    let mut found = Vec::new();
    let as_of = store
        .number_filters(agreement, &mut |one| found.push((one.pnr, one.person.is_some())))
        .unwrap();
    (found, as_of)
}

fn accept(store: &Store, agreement: AgreementId, lines: &[&str]) -> Result<CleanedUp, StoreError> {
    let version = number_filters(store, agreement).1.version;
    let filters = lines.iter().map(|line| line.parse().unwrap()).collect();
    let accepted = CleanUp { version, filters, deliveries: Vec::new() };
    store.clean_up(agreement, &accepted, &author(), now())
}

fn undo(
    store: &Store,
    agreement: AgreementId,
    of: Option<FilterVersion>,
) -> Result<RestoredFilters, StoreError> {
    store.undo_clean_up(agreement, of, &author(), now())
}

fn reasons(store: &Store, agreement: AgreementId) -> Vec<Option<ChangeReason>> {
    let history = store.filter_history(agreement).unwrap();
    history.iter().map(|one| one.change.reason).collect()
}

#[test]
fn numbers_of_filters_are_read_with_their_persons_and_version() {
    each(|store| {
        let agreement = one_agreement(store);
        assert_eq!(number_filters(store, agreement).1.as_of, None);
        add(store, agreement, &[&pnr_line(1), &pnr_line(9), "event A01"]);
        let run = apply(store, 5, vec![person(1, 751)]);
        let (found, as_of) = number_filters(store, agreement);
        assert_eq!(found, [(pnr(1), true), (pnr(9), false)]);
        assert_eq!(as_of.as_of, Some((run, date(2026, 1, 5))));
        assert_eq!(as_of.version.number(), 1);
    });
}

#[test]
fn acceptance_that_would_leave_more_persons_is_refused() {
    each(|store| {
        let agreement = all_must_match(store);
        add(store, agreement, &["municipality 0751", &pnr_line(1), &pnr_line(2)]);
        let refused = accept(store, agreement, &[&pnr_line(1), &pnr_line(2)]);
        assert!(matches!(refused, Err(StoreError::Widens)), "{refused:?}");
        assert_eq!(store.filters(agreement).unwrap().len(), 3);
        let done = accept(store, agreement, &[&pnr_line(1)]).unwrap();
        let removed = store.cleaned_up_filters(agreement, done.version).unwrap();
        assert_eq!(removed, [pnr_line(1).parse().unwrap()]);
    });
}

#[test]
fn acceptance_is_a_version_and_is_undone_once_with_its_needs() {
    each(|store| {
        let agreement = one_agreement(store);
        let need = Need { last_day: Some(date(2026, 3, 1)), reason: "Case 17".parse().ok() };
        let needed = vec![pnr_line(1).parse().unwrap()];
        edit(store, agreement, &FilterEdit::AddFor(needed, need.clone()));
        add(store, agreement, &[&pnr_line(2), "event A01"]);
        let before = store.filters(agreement).unwrap();
        let done = accept(store, agreement, &[&pnr_line(1), &pnr_line(2)]).unwrap();
        assert_eq!((done.filters, done.files), (2, 0));
        assert_eq!(store.filters(agreement).unwrap().len(), 1);
        assert!(store.needs(agreement).unwrap().is_empty());
        // One of them is added again by its system, without a need.
        add(store, agreement, &[&pnr_line(2)]);
        let restored = undo(store, agreement, None).unwrap();
        assert_eq!((Some(restored.undone), restored.filters), (done.version, 1));
        assert_eq!(store.filters(agreement).unwrap(), before);
        let needs = store.needs(agreement).unwrap();
        assert_eq!((needs.len(), &needs[0].need, &needs[0].author), (1, &need, &author()));
        let (clean_up, undone) = (Some(ChangeReason::CleanUp), Some(ChangeReason::CleanUpUndone));
        assert_eq!(reasons(store, agreement), [None, None, clean_up, None, undone]);
        let none = undo(store, agreement, None);
        assert!(matches!(none, Err(StoreError::NotFound(_))), "{none:?}");
        let twice = undo(store, agreement, done.version);
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        assert_eq!(reasons(store, agreement).len(), 5, "nothing was recorded");
    });
}

#[test]
fn acceptance_of_filters_that_have_changed_is_refused() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &[&pnr_line(1)]);
        let version = number_filters(store, agreement).1.version;
        add(store, agreement, &[&pnr_line(2)]);
        let filters = vec![pnr_line(1).parse().unwrap()];
        let accepted = CleanUp { version, filters, deliveries: Vec::new() };
        let refused = store.clean_up(agreement, &accepted, &author(), now());
        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        assert_eq!(store.filters(agreement).unwrap().len(), 2);
        store.close_agreement(agreement, date(2026, 1, 9), &author(), now()).unwrap();
        let closed = accept(store, agreement, &[]);
        assert!(matches!(closed, Err(StoreError::Conflict(_))), "{closed:?}");
    });
}

#[test]
fn file_that_nobody_collected_leaves_its_folder_and_one_that_was_collected_stays() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["no-filter"]);
        for day in [5, 6] {
            let run = apply(store, day, vec![person(1, 751)]);
            publish(store, run, &[(pnr(1), filters::Reason::NO_FILTER)]);
        }
        let deliveries: Vec<DeliveryId> = store
            .deliveries(DeliveryQuery::Agreement(agreement))
            .unwrap()
            .iter()
            .map(|one| one.id)
            .collect();
        store.collect(deliveries[1], "SHA256:key", now()).unwrap();
        let version = number_filters(store, agreement).1.version;
        let accepted = CleanUp { version, filters: Vec::new(), deliveries: deliveries.clone() };
        let done = store.clean_up(agreement, &accepted, &author(), now()).unwrap();
        assert_eq!((done.version, done.files), (None, 1));
        let left = store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap();
        let left: Vec<bool> = left.iter().map(|one| one.expired_at.is_some()).collect();
        assert_eq!(left, [true, false]);
        assert_eq!(store.expired_uncollected(date(2026, 1, 6)).unwrap()[0].deliveries, 1);
    });
}

#[test]
fn numbers_that_filters_matched_are_those_of_days_since_the_moment() {
    each(|store| {
        use filters::Reason;
        let agreement = one_agreement(store);
        add(store, agreement, &[&pnr_line(1), &pnr_line(2), "municipality 0751"]);
        let run = apply(store, 5, vec![person(1, 751), person(2, 751), person(3, 751)]);
        let disclosed = [
            (pnr(1), Reason::PNR | Reason::LIVES_HERE),
            (pnr(2), Reason::FOLLOWED),
            (pnr(3), Reason::LIVES_HERE),
        ];
        publish(store, run, &disclosed);
        let since = |at| store.matched_numbers(agreement, at).unwrap();
        assert_eq!(since(now()), HashSet::from([pnr(1), pnr(2)]));
        assert!(since(now() + jiff::SignedDuration::from_secs(1)).is_empty());
    });
}
