//! The disclosure ledger: what is entered, in which transaction, and what is found when it is right.

use filters::Reason;

use super::*;

/// The findings, with a checkpoint of where it stands.
fn findings(store: &Store) -> Vec<LedgerFinding> {
    let head = store.ledger_head(now()).unwrap();
    store.verify_ledger(&[head], &mut |_| Ok(())).unwrap()
}

fn entries(store: &Store) -> u64 {
    store.ledger_head(now()).unwrap().number
}

#[test]
fn ledger_of_a_day_has_an_entry_of_each_delivery_and_collection() {
    each(|store| {
        assert_eq!(entries(store), 0);
        one_agreement(store);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let day = apply(store, 5, vec![person(1, 751), person(2, 751)]);
        assert_eq!(entries(store), 0, "nothing is disclosed yet");
        publish(store, day, &[(pnr(1), Reason::PNR), (pnr(2), Reason::AGE)]);
        assert_eq!(entries(store), 3, "the start, and two deliveries");
        let delivery = store.deliveries(DeliveryQuery::Run(day)).unwrap().remove(0);
        store.collect(delivery.id, "SHA256:key", now()).unwrap();
        store.collect(delivery.id, "SHA256:key", now()).unwrap();
        assert_eq!(entries(store), 4, "the first time alone");
        assert_eq!(findings(store), []);
    });
}

#[test]
fn ledger_with_a_delivery_of_nobody_is_right() {
    each(|store| {
        one_agreement(store);
        let day = apply(store, 5, vec![person(1, 751)]);
        publish(store, day, &[]);
        assert_eq!(entries(store), 2);
        assert_eq!(findings(store), []);
    });
}

#[test]
fn ledger_of_a_run_that_is_undone_keeps_its_entries_without_persons() {
    each(|store| {
        one_agreement(store);
        let day = apply(store, 5, vec![person(1, 751)]);
        publish(store, day, &[(pnr(1), Reason::PNR)]);
        store.undo_run(day, &author(), now()).unwrap().unwrap();
        assert_eq!(entries(store), 3, "start, delivery and withdrawal");
        assert_eq!(findings(store), []);
    });
}

#[test]
fn ledger_behind_a_checkpoint_or_with_another_hash_is_found() {
    each(|store| {
        one_agreement(store);
        let day = apply(store, 5, vec![person(1, 751)]);
        publish(store, day, &[(pnr(1), Reason::PNR)]);
        let head = store.ledger_head(now()).unwrap();
        let later = LedgerCheckpoint { number: head.number + 1, ..head };
        let other = LedgerCheckpoint { hash: digest(1), ..head };
        let found = store.verify_ledger(&[head, later, other], &mut |_| Ok(())).unwrap();
        let (number, at) = (head.number, now());
        let behind = LedgerFinding::Behind { number: number + 1, at, last: number };
        assert_eq!(found, [LedgerFinding::Replaced { number, at }, behind]);
    });
}

#[test]
fn ledger_that_is_begun_again_is_as_it_was() {
    each(|store| {
        assert_eq!(store.begin_ledger(now()).unwrap(), None, "nothing was disclosed before");
        assert_eq!(entries(store), 1);
        assert_eq!(store.begin_ledger(now()).unwrap(), None);
        assert_eq!(entries(store), 1);
    });
}

#[test]
fn checkpoint_of_the_same_entry_is_kept_as_it_was() {
    each(|store| {
        store.begin_ledger(now()).unwrap();
        let head = store.ledger_head(now()).unwrap();
        store.add_checkpoint(&head, "first").unwrap();
        store.add_checkpoint(&head, "second").unwrap();
        assert_eq!(store.checkpoints().unwrap(), [(head, "first".to_owned())]);
    });
}
