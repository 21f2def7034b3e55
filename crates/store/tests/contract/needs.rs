//! Needs for filters, and what happens when they end.

use jiff::civil::{Date, date};

use super::*;

const LAST_DAY: Date = date(2026, 1, 9);
const NEXT_DAY: Date = date(2026, 1, 10);

fn until(last_day: Date) -> Need {
    Need { last_day: Some(last_day), reason: "Case 17".parse().ok() }
}

fn add_for(store: &Store, agreement: AgreementId, lines: &[&str], last_day: Date) {
    let filters = lines.iter().map(|line| line.parse().unwrap()).collect();
    edit(store, agreement, &FilterEdit::AddFor(filters, until(last_day)));
}

fn needs(store: &Store, agreement: AgreementId) -> Vec<(String, Option<Date>)> {
    let needs = store.needs(agreement).unwrap();
    needs.iter().map(|one| (one.filter.revealed_line(), one.need.last_day)).collect()
}

fn end(store: &Store, day: Date) -> u64 {
    store.end_needs(day, now()).unwrap().iter().map(|ended| ended.filters).sum()
}

fn lines(store: &Store, agreement: AgreementId) -> Vec<String> {
    store.filters(agreement).unwrap().iter().map(|filter| filter.revealed_line()).collect()
}

#[test]
fn filter_goes_the_day_after_its_last_and_once_and_the_history_says_why() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["event A01"]);
        add_for(store, agreement, &["event A02", "age 0-17", "municipality 0751"], LAST_DAY);
        assert!(!store.has_needs_to_end(LAST_DAY).unwrap());
        assert_eq!(end(store, LAST_DAY), 0);
        assert!(store.has_needs_to_end(NEXT_DAY).unwrap());
        assert_eq!(end(store, NEXT_DAY), 3);
        assert_eq!(lines(store, agreement), ["event A01"]);
        assert!(!store.has_needs_to_end(NEXT_DAY).unwrap());
        assert_eq!(end(store, NEXT_DAY), 0);
        let history = store.filter_history(agreement).unwrap();
        assert_eq!(history.len(), 3);
        assert_eq!((history[2].added, history[2].removed), (0, 3));
        assert_eq!(history[2].change.author, Author::PLATFORM);
        assert_eq!(history[2].change.reason, Some(ChangeReason::NeedEnded));
        assert_eq!(history[1].change.reason, None);
        let (_, last) = store.audit_trail(None).unwrap().pop().unwrap();
        assert_eq!((last.action.as_str(), last.author), ("needs ended", Author::PLATFORM));
        assert!(last.subject.ends_with(": 3 filters removed"), "{}", last.subject);
    });
}

/// Where all kinds must match, everybody in the municipality would be left.
#[test]
fn end_that_would_leave_more_persons_takes_the_other_filters_too() {
    each(|store| {
        let agreement = all_must_match(store);
        add(store, agreement, &["municipality 0751"]);
        add_for(store, agreement, &[&pnr_line(1), &pnr_line(2)], LAST_DAY);
        add_for(store, agreement, &[&pnr_line(3)], NEXT_DAY);
        assert_eq!(end(store, NEXT_DAY), 2, "one number still restricts");
        assert_eq!(end(store, date(2026, 1, 11)), 2);
        assert!(lines(store, agreement).is_empty());
        let (_, last) = store.audit_trail(None).unwrap().pop().unwrap();
        let because = "1 of them because more persons would be chosen without the rest";
        assert!(last.subject.ends_with(because), "{}", last.subject);
    });
}

#[test]
fn need_is_stated_for_filters_in_force_alone_and_replaced() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["event A01", &pnr_line(1)]);
        let state = |lines: &[&str], need: &Need| {
            let filters = lines.iter().map(|line| line.parse().unwrap()).collect();
            store.state_needs(agreement, &filters, need, &author(), now())
        };
        state(&["event A01", &pnr_line(1)], &until(LAST_DAY)).unwrap();
        let refused = state(&["event A01", "event A09"], &until(NEXT_DAY));
        assert!(matches!(refused, Err(StoreError::NotFound(_))), "{refused:?}");
        assert_eq!(
            needs(store, agreement),
            [(pnr_line(1), Some(LAST_DAY)), ("event A01".to_owned(), Some(LAST_DAY))]
        );
        state(&["event A01"], &Need { last_day: None, reason: "for ever".parse().ok() }).unwrap();
        let stated = store.needs(agreement).unwrap().pop().unwrap();
        assert_eq!(stated.need.reason.unwrap().as_str(), "for ever");
        assert_eq!((stated.author, stated.at), (author(), now()));
        assert_eq!(end(store, NEXT_DAY), 1);
        assert_eq!(lines(store, agreement), ["event A01"]);
        store.close_agreement(agreement, LAST_DAY, &author(), now()).unwrap();
        let closed = state(&["event A01"], &until(NEXT_DAY));
        assert!(matches!(closed, Err(StoreError::Conflict(_))), "{closed:?}");
    });
}

#[test]
fn filter_that_is_added_again_has_no_old_need() {
    each(|store| {
        let agreement = one_agreement(store);
        add_for(store, agreement, &["event A01", "event A02"], LAST_DAY);
        remove(store, agreement, &["event A01"]);
        add(store, agreement, &["event A01"]);
        assert_eq!(needs(store, agreement), [("event A02".to_owned(), Some(LAST_DAY))]);
        assert_eq!(end(store, NEXT_DAY), 1);
        assert_eq!(lines(store, agreement), ["event A01"]);
    });
}

#[test]
fn filter_that_is_there_gets_the_need_and_makes_no_version() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["event A01"]);
        add_for(store, agreement, &["event A01"], LAST_DAY);
        assert_eq!(needs(store, agreement), [("event A01".to_owned(), Some(LAST_DAY))]);
        assert_eq!(store.filter_history(agreement).unwrap().len(), 1);
    });
}

#[test]
fn number_that_replaces_another_has_its_need() {
    each(|store| {
        let agreement = one_agreement(store);
        add_for(store, agreement, &[&pnr_line(1)], LAST_DAY);
        let replaced = PersonUpdate { successor: Some(pnr(2)), ..person(1, 751) };
        apply(store, 5, vec![replaced, person(2, 751)]);
        assert_eq!(
            needs(store, agreement),
            [(pnr_line(1), Some(LAST_DAY)), (pnr_line(2), Some(LAST_DAY))]
        );
        // Who knows the old number alone says something of the person.
        let old = [pnr_line(1).parse().unwrap()].into();
        store.state_needs(agreement, &old, &until(NEXT_DAY), &author(), now()).unwrap();
        assert_eq!(
            needs(store, agreement),
            [(pnr_line(1), Some(NEXT_DAY)), (pnr_line(2), Some(NEXT_DAY))]
        );
        store.state_needs(agreement, &old, &until(LAST_DAY), &author(), now()).unwrap();
        assert_eq!(end(store, NEXT_DAY), 2);
        assert_eq!(lines(store, agreement), [""; 0]);
    });
}

#[test]
fn needs_of_one_subscription_do_not_end_those_of_another() {
    each(|store| {
        let one = one_agreement(store);
        let two = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        add_for(store, one, &["event A01"], LAST_DAY);
        add_for(store, two, &["event A01"], NEXT_DAY);
        assert_eq!(end(store, NEXT_DAY), 1);
        assert_eq!((lines(store, one).len(), lines(store, two).len()), (0, 1));
        let run = apply(store, 5, vec![person(1, 751)]);
        assert_eq!(store.day(run).unwrap().filters.len(), 1);
    });
}
