//! The disclosure ledger: what is entered, in which transaction, and what is found when it is right.

use civil::Month;
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

/// Two days with a look-up and a report, of persons 1 to 3.
fn some_disclosures(store: &Store) -> AgreementId {
    let agreement = one_agreement(store);
    for day in [5, 6] {
        let run = apply(store, day, vec![person(1, 751), person(2, 751), person(3, 751)]);
        publish(store, run, &[1, 2, 3].map(|number| (pnr(number), Reason::AGE)));
        look_up(store, agreement, run, &[pnr(2), pnr(1)]);
    }
    agreement
}

fn audit_entry(action: &str) -> AuditEntry {
    AuditEntry {
        author: author(),
        action: action.into(),
        subject: "agreement".into(),
        outcome: "done".into(),
    }
}

fn look_up(store: &Store, agreement: AgreementId, run: RunId, disclosed: &[Pnr]) {
    let new = NewLookup {
        entry: &audit_entry("PersonLookup"),
        agreement: Some(agreement),
        service: Some(civil::ServiceName::PersonBaseData),
        run,
        disclosed,
        callers_id: None,
    };
    store.record_lookup(&new, now()).unwrap();
}

fn ways(store: &Store, numbers: &[u64]) -> Vec<&'static str> {
    let pnrs: Vec<Pnr> = numbers.iter().map(|number| pnr(*number)).collect();
    let found = store.disclosures_of_person(&pnrs).unwrap();
    found.iter().map(|one| one.entry.way.as_str()).collect()
}

fn later() -> Timestamp {
    now() + jiff::SignedDuration::from_hours(24)
}

#[test]
fn disclosures_of_a_person_are_those_of_every_way_under_every_number() {
    each(|store| {
        some_disclosures(store);
        store.record_report(&audit_entry("report"), None, &[pnr(3)], now()).unwrap();
        assert_eq!(ways(store, &[1]), ["delivery", "look-up", "delivery", "look-up"]);
        assert_eq!(ways(store, &[3]), ["delivery", "delivery", "report"]);
        assert_eq!(ways(store, &[2, 3]).len(), 7);
        assert_eq!(ways(store, &[7]), [""; 0]);
        let first = store.disclosures_of_person(&[pnr(1)]).unwrap().remove(0);
        assert_eq!((first.pnr, first.reason), (pnr(1), Reason::AGE));
        assert_eq!(first.terms.unwrap().agreement, agreement_uuid(1));
        assert_eq!(first.file.as_deref(), Some("d260105.00000000-0000-0000-0000-000000000001"));
    });
}

#[test]
fn disclosures_of_a_person_under_an_agreement_are_its_own_alone() {
    each(|store| {
        let agreement = some_disclosures(store);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let other = store.agreement(agreement_uuid(2)).unwrap().unwrap().id;
        let under = |agreement| {
            let found = store.disclosures_of_person_under(agreement, &[pnr(1)]).unwrap();
            found.iter().map(|one| one.entry.way.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(under(agreement), ways(store, &[1]));
        assert_eq!(under(other), [""; 0]);
        store.record_report(&audit_entry("report"), Some(other), &[pnr(1)], now()).unwrap();
        assert_eq!(under(other), ["report"]);
        assert_eq!(findings(store), []);
    });
}

#[test]
fn persons_that_are_reduced_leave_counts_and_a_ledger_that_is_right() {
    each(|store| {
        some_disclosures(store);
        let persons = entries(store);
        assert_eq!(store.reduce_persons(now(), later()).unwrap(), 0, "none is older");
        assert_eq!(store.reduce_persons(later(), later()).unwrap(), 2, "the look-ups");
        assert_eq!(ways(store, &[1]), ["delivery", "delivery"], "these can be replayed");
        assert_eq!(store.ledger_reduced_before().unwrap(), Some(later()));
        for run in store.runs().unwrap() {
            store.mark_extract_deleted(run.id, later()).unwrap();
        }
        assert_eq!(store.reduce_persons(later(), later()).unwrap(), 2);
        assert_eq!(ways(store, &[1, 2, 3]), [""; 0]);
        assert_eq!(entries(store), persons + 2, "one for each time");
        assert_eq!(findings(store), []);
        let run = store.runs().unwrap().remove(0).id;
        let agreement = store.agreements().unwrap().remove(0).id;
        let trace = store.trace(run, agreement, pnr(1)).unwrap();
        assert!(trace.deliveries[0].is_reduced && trace.deliveries[0].recorded.is_none());
    });
}

#[test]
fn person_who_is_reduced_leaves_the_others_as_they_were() {
    each(|store| {
        some_disclosures(store);
        let reduce = |number| {
            let by = (&author(), later());
            let done = store.reduce_person(&[pnr(number)], later(), "court order", by).unwrap();
            (done.entries, done.kept)
        };
        assert_eq!(reduce(1), (2, 2), "the look-ups: deliveries can be replayed");
        for run in store.runs().unwrap() {
            store.mark_extract_deleted(run.id, later()).unwrap();
        }
        assert_eq!(reduce(1), (2, 0));
        assert_eq!(ways(store, &[1]), [""; 0]);
        assert_eq!(ways(store, &[2]), ["delivery", "look-up", "delivery", "look-up"]);
        assert_eq!((reduce(2), reduce(3)), ((4, 0), (2, 0)));
        assert_eq!(ways(store, &[1, 2, 3]), [""; 0]);
        assert_eq!(findings(store), []);
        assert_eq!(store.ledger_reduced_before().unwrap(), None, "all others are kept");
    });
}

#[test]
fn ledger_of_an_agreement_has_its_entries_of_a_time() {
    each(|store| {
        let agreement = some_disclosures(store);
        let of = |from, until, at_most| {
            store.ledger_of_agreement(agreement, (from, until), at_most).unwrap().len()
        };
        assert_eq!((of(now(), later(), 9), of(later(), later(), 9)), (4, 0));
        assert_eq!(of(now(), later(), 3), 3, "not more than are asked for");
    });
}

#[test]
fn ledger_says_which_user_system_an_answer_went_to() {
    each(|store| {
        let agreement = one_agreement(store);
        let user = store.add_system(&new_system(2), &author(), now()).unwrap();
        let uuid: SystemUuid = Uuid::from_u128(2).into();
        let add = |it: &mut BTreeSet<SystemUuid>| it.extend([uuid]);
        store.change_user_systems(agreement, &add, &author(), now()).unwrap();
        let run = apply(store, 5, vec![person(1, 751)]);
        let caller = Actor::Certificate(Fingerprint(digest(2)));
        let entry = AuditEntry { author: Author::new(caller, Uuid::nil()), ..audit_entry("drift") };
        let disclosed = [(pnr(1), Reason::PNR)];
        store.record_answer(&entry, (agreement, run), &disclosed, now()).unwrap();
        look_up(store, agreement, run, &[pnr(1)]);
        let found = store.ledger_of_agreement(agreement, (now(), later()), 9).unwrap();
        let of = |place: usize| {
            let (entry, terms): &(LedgerEntry, Option<LedgerTerms>) = &found[place];
            let terms = terms.as_ref().unwrap();
            (entry.system, terms.system, terms.system_name.as_str())
        };
        let own = store.agreements().unwrap().remove(0);
        assert_eq!(of(0), (Some(user), uuid, "system 2"));
        assert_eq!(of(1), (Some(own.system), own.system_uuid, "system 1"), "not by a certificate");
        assert_eq!(findings(store), []);
    });
}

#[test]
fn answers_that_disclose_nobody_are_no_calls() {
    each(|store| {
        let agreement = one_agreement(store);
        let run = apply(store, 5, vec![person(1, 751)]);
        store.record_answer(&audit_entry("drift"), (agreement, run), &[], now()).unwrap();
        look_up(store, agreement, run, &[pnr(1)]);
        let month = Month::of(clock::danish_day(now()));
        let used = store.metered(month, None).unwrap();
        assert_eq!(used.iter().map(|used| used.disclosing).sum::<u64>(), 1);
    });
}

#[test]
fn time_of_persons_that_was_taken_back_counts_from_then() {
    each(|store| {
        let since = |days, at| store.persons_effective_since(days, at).unwrap();
        assert_eq!(since(Some(30), now()), now());
        assert_eq!(since(Some(30), later()), now());
        assert_eq!(since(None, later()), later());
        assert_eq!(since(Some(30), later()), later());
    });
}
