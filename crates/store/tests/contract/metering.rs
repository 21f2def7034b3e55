//! Calls are counted with what they write, and what was used is told by month in Denmark.

use civil::{Month, ServiceName};
use jiff::civil::date;

use super::*;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn count(agreement: u128, account: &str, calls: Calls) -> CallCount {
    let key = CallKey {
        agreement: agreement_uuid(agreement),
        caller: CountedCaller::SystemOfAgreement,
        month: month("2026-01"),
        service: ServiceName::Subscription,
        operation: "AddPNRSubscription".to_owned(),
        accounting_info: AccountingInfo::of(account),
    };
    CallCount { key, calls }
}

/// Account, answered, refused and persons of each row.
fn rows(store: &Store, of: &str) -> Vec<(String, u64, u64, u64)> {
    let row = |row: MeteredCalls| {
        let Calls { answered, refused, persons } = row.calls;
        (row.accounting_info.unwrap_or_default(), answered, refused, persons)
    };
    store.metered_calls(month(of), None).unwrap().into_iter().map(row).collect()
}

#[test]
fn call_is_counted_once_with_the_first_write_that_is_done() {
    each(|store| {
        let agreement = one_agreement(store);
        let counting = store.counting(count(1, "konto 7", Calls::ANSWERED));
        let implausible = vec!["pnr 9999999999".parse().unwrap()];
        let wrong = FilterEdit::Add(implausible);
        let failed = counting.edit_filters(agreement, &wrong, &|_| None, &author(), now());
        assert!(failed.is_err() && !counting.has_counted());
        assert_eq!(rows(store, "2026-01"), []);
        add(&counting, agreement, &["municipality 0751"]);
        assert!(counting.has_counted());
        add(&counting, agreement, &["municipality 0101"]);
        assert_eq!(rows(store, "2026-01"), [("konto 7".into(), 1, 0, 0)]);
    });
}

#[test]
fn call_that_writes_nothing_is_not_counted_by_the_store() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["municipality 0751"]);
        let counting = store.counting(count(1, "", Calls::ANSWERED));
        add(&counting, agreement, &["municipality 0751"]);
        assert!(!counting.has_counted());
    });
}

#[test]
fn calls_are_counted_by_system_and_not_under_an_unknown_agreement() {
    each(|store| {
        one_agreement(store);
        store.add_system(&new_system(2), &author(), now()).unwrap();
        let of = |caller| CallCount {
            key: CallKey { caller, ..count(1, "", Calls::REFUSED).key },
            calls: Calls { persons: 3, ..Calls::ANSWERED },
        };
        let certificate = |number| CountedCaller::Certificate(certificate(number).fingerprint);
        let counts = [
            of(CountedCaller::SystemOfAgreement),
            of(certificate(1)),
            of(certificate(2)),
            of(certificate(9)),
            of(CountedCaller::Unknown),
            count(7, "", Calls::ANSWERED),
        ];
        store.count_calls(&counts).unwrap();
        let found = store.metered_calls(month("2026-01"), None).unwrap();
        let found: Vec<_> = found.into_iter().map(|row| (row.system, row.calls.answered)).collect();
        let uuid = |number: u8| Some(new_system(number).uuid);
        assert_eq!(found, [(None, 2), (uuid(1), 2), (uuid(2), 1)]);
    });
}

#[test]
fn too_many_accounts_are_one_that_is_called_other() {
    each(|store| {
        one_agreement(store);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let count_on = |agreement, number: u32| {
            let count = count(agreement, &format!("konto {number:04}"), Calls::ANSWERED);
            store.count_calls(&[count]).unwrap();
        };
        (0..203).for_each(|number| count_on(1, number));
        count_on(1, 0);
        count_on(2, 300);
        store.count_calls(&[count(1, "", Calls::ANSWERED)]).unwrap();
        let found = rows(store, "2026-01");
        assert_eq!(found.len(), 203);
        assert_eq!(found[0], (String::new(), 1, 0, 0));
        assert_eq!(found[1], ("konto 0000".into(), 2, 0, 0));
        assert_eq!(found[201], ("other".into(), 3, 0, 0));
        assert_eq!(found[202], ("konto 0300".into(), 1, 0, 0), "of another agreement");
    });
}

#[test]
fn accounts_of_months_before_one_are_forgotten_and_calls_are_not() {
    each(|store| {
        one_agreement(store);
        let of = |of: &str, account| CallCount {
            key: CallKey { month: month(of), ..count(1, account, Calls::ANSWERED).key },
            calls: Calls { persons: 2, ..Calls::ANSWERED },
        };
        let counts = [
            of("2025-11", "a"),
            of("2025-11", "b"),
            of("2025-11", ""),
            of("2025-12", "a"),
            of("2026-01", "a"),
        ];
        store.count_calls(&counts).unwrap();
        let forget = || store.forget_accounting_info(month("2026-01"), now()).unwrap();
        assert_eq!(forget(), Some(month("2025-11")));
        assert_eq!(forget(), Some(month("2025-12")));
        assert_eq!(forget(), None);
        assert_eq!(rows(store, "2025-11"), [(String::new(), 3, 0, 6)]);
        assert_eq!(rows(store, "2025-12"), [(String::new(), 1, 0, 2)]);
        assert_eq!(rows(store, "2026-01"), [("a".into(), 1, 0, 2)]);
    });
}

#[test]
fn use_of_a_month_has_calls_and_disclosures_of_its_days_in_denmark() {
    each(|store| {
        let agreement = one_agreement(store);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let run = apply(store, 5, vec![person(1, 751)]);
        let entry = AuditEntry {
            author: author(),
            action: "PersonLookup".into(),
            subject: String::new(),
            outcome: "done".into(),
        };
        let look_up = |at| {
            let new = NewLookup {
                entry: &entry,
                agreement: Some(agreement),
                service: Some(ServiceName::Subscription),
                run,
                disclosed: &[pnr(1)],
                callers_id: None,
            };
            store.record_lookup(&new, at).unwrap();
        };
        // January begins and ends an hour earlier than in UTC.
        let (before, first) = ("2025-12-31T22:59:59Z", "2025-12-31T23:00:00Z");
        let (last, after) = ("2026-01-31T22:59:59Z", "2026-01-31T23:00:00Z");
        [before, first, last, after].iter().for_each(|text| look_up(at(text)));
        store.count_calls(&[count(1, "a", Calls::REFUSED), count(2, "", Calls::ANSWERED)]).unwrap();
        let of = |of: &str, agreement| {
            let used = store.metered(month(of), agreement).unwrap();
            let row = |one: MeteredUse| (one.agreement, one.calls, one.refused, one.disclosing);
            used.into_iter().map(row).collect::<Vec<_>>()
        };
        let [first, second] = [1, 2].map(agreement_uuid);
        assert_eq!(of("2026-01", None), [(first, 0, 1, 2), (second, 1, 0, 0)]);
        assert_eq!(of("2026-01", Some(agreement)), [(first, 0, 1, 2)]);
        assert_eq!(of("2025-12", None), [(first, 0, 0, 1)]);
        assert_eq!(of("2026-02", None), [(first, 0, 0, 1)]);
        assert_eq!(store.metered_calls(month("2026-01"), Some(agreement)).unwrap().len(), 1);
    });
}

/// The months from October 2025 to May 2026 in which an authority has an agreement in force.
fn months_in_force(store: &Store, now: Timestamp) -> Vec<String> {
    let mut month = month("2025-10");
    let mut found = Vec::new();
    for _ in 0..8 {
        if !store.authorities_in_force(month, now).unwrap().is_empty() {
            found.push(month.to_string());
        }
        month = month.next();
    }
    found
}

#[test]
fn agreement_is_in_force_in_months_in_which_it_was_active_on_one_of_its_days() {
    let added = at("2025-11-15T12:00:00Z");
    let now = at("2026-03-10T12:00:00Z");
    let months = |new: NewAgreement, then: &dyn Fn(&Store, AgreementId)| {
        let Fresh { store, _folder } = sqlite();
        store.add_system(&new_system(1), &author(), added).unwrap();
        let agreement = store.add_agreement(&new, &author(), added).unwrap();
        then(&store, agreement);
        months_in_force(&store, now)
    };
    let step = |store: &Store, agreement, step, on: &str| {
        store.step_agreement(agreement, step, None, &author(), at(on)).unwrap();
    };
    let always = || NewAgreement { valid_from: None, ..new_agreement(1, 1) };
    let nothing = |_: &Store, _: AgreementId| {};
    assert_eq!(months(always(), &nothing), ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]);
    let some_days = NewAgreement {
        valid_from: Some(date(2025, 12, 31)),
        valid_until: Some(date(2026, 2, 1)),
        ..always()
    };
    assert_eq!(months(some_days.clone(), &nothing), ["2025-12", "2026-01", "2026-02"]);
    let future = NewAgreement { valid_from: Some(date(2026, 3, 11)), ..always() };
    assert_eq!(months(future, &nothing), [""; 0]);
    let draft = || NewAgreement { state: AgreementState::Draft, ..always() };
    assert_eq!(months(draft(), &nothing), [""; 0]);
    let approved = months(draft(), &|store, agreement| {
        // The last second of January in Denmark.
        step(store, agreement, AgreementStep::Approve, "2026-01-31T22:59:59Z");
    });
    assert_eq!(approved, ["2026-01", "2026-02", "2026-03"]);
    let suspended = months(always(), &|store, agreement| {
        step(store, agreement, AgreementStep::Suspend, "2025-12-31T22:59:59Z");
        step(store, agreement, AgreementStep::Resume, "2026-03-01T12:00:00Z");
    });
    assert_eq!(suspended, ["2025-11", "2025-12", "2026-03"]);
    let resumed_too_late = months(some_days, &|store, agreement| {
        step(store, agreement, AgreementStep::Suspend, "2026-01-10T12:00:00Z");
        step(store, agreement, AgreementStep::Resume, "2026-02-05T12:00:00Z");
    });
    assert_eq!(resumed_too_late, ["2025-12", "2026-01"]);
    let closed = months(always(), &|store, agreement| {
        let at = at("2026-01-20T12:00:00Z");
        store.close_agreement(agreement, date(2026, 1, 19), &author(), at).unwrap();
    });
    assert_eq!(closed, ["2025-11", "2025-12", "2026-01"]);
}
