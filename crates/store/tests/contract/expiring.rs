//! What is about to end, and who was told.

use jiff::civil::{Date, date};

use super::*;

const FIRST: Date = date(2026, 1, 5);
const LAST: Date = date(2026, 2, 4);

/// What ends from the first day to the last; a moment's day is that of UTC.
fn expiries(store: &Store) -> Vec<(ExpiryKind, String, Date)> {
    let moments = (now(), now() + jiff::SignedDuration::from_hours(24 * 30));
    let day = |at: Timestamp| jiff::tz::TimeZone::UTC.to_datetime(at).date();
    let passwords_last = Some(jiff::SignedDuration::from_hours(24 * 90));
    let window = ExpiryWindow { days: (FIRST, LAST), moments, passwords_last, day: &day };
    let found = store.expiries(&window).unwrap();
    found.into_iter().map(|one| (one.kind, one.subject, one.last_day)).collect()
}

#[test]
fn agreements_that_are_active_and_end_within_the_days_are_expiring() {
    each(|store| {
        let agreement = one_agreement(store);
        for (day, ends) in
            [(date(2026, 1, 4), false), (FIRST, true), (LAST, true), (date(2026, 2, 5), false)]
        {
            store.end_agreement(agreement, day, &author(), now()).unwrap();
            let expected = (ExpiryKind::Agreement, agreement_uuid(1).to_string(), day);
            assert_eq!(expiries(store).contains(&expected), ends, "{day}");
        }
        store.end_agreement(agreement, LAST, &author(), now()).unwrap();
        store.step_agreement(agreement, AgreementStep::Suspend, None, &author(), now()).unwrap();
        assert!(expiries(store).iter().all(|(kind, ..)| *kind == ExpiryKind::Certificate));
    });
}

#[test]
fn last_certificate_of_a_system_is_expiring_until_another_is_beside_it() {
    each(|store| {
        let system = store.add_system(&new_system(1), &author(), now()).unwrap();
        let uuid = new_system(1).uuid.to_string();
        assert_eq!(expiries(store), [(ExpiryKind::Certificate, uuid, FIRST)]);
        let later = now() + jiff::SignedDuration::from_hours(24 * 365);
        let longer = Certificate { not_after: later, ..certificate(2) };
        store.add_certificate(system, &longer, &author(), now()).unwrap();
        assert_eq!(expiries(store), []);
        store.revoke_certificate(Fingerprint(digest(2)), &author(), now()).unwrap();
        assert_eq!(expiries(store).len(), 1);
        store.set_suspended(system, true, &author(), now()).unwrap();
        assert_eq!(expiries(store), []);
    });
}

#[test]
fn password_of_off4_is_expiring_when_its_days_are_nearly_over() {
    each(|store| {
        one_agreement(store);
        let days = |days: i64| jiff::SignedDuration::from_hours(24 * days);
        let password = PasswordHash::new("x".to_owned());
        let new = NewOff4Account {
            user: "WUDI0178".parse().unwrap(),
            kundenr: "0384".parse().unwrap(),
            agreement: agreement_uuid(1),
            networks: Vec::new(),
            password: password.clone(),
        };
        store.add_off4_account(&new, &author(), now() - days(91)).unwrap();
        let passwords = || {
            let found = expiries(store).into_iter();
            found.filter(|(kind, ..)| *kind == ExpiryKind::Off4Password).collect::<Vec<_>>()
        };
        assert_eq!(passwords(), [], "it is over");
        for (age, ends) in [(90, Some(FIRST)), (60, Some(LAST)), (59, None)] {
            let at = now() - days(age);
            store.set_off4_password(new.user, None, &password, &author(), at).unwrap();
            let expected = ends.map(|day| (ExpiryKind::Off4Password, "WUDI0178".to_owned(), day));
            assert_eq!(passwords(), expected.into_iter().collect::<Vec<_>>(), "{age} days");
        }
    });
}

#[test]
fn notice_is_recorded_for_its_end_and_its_days_alone() {
    each(|store| {
        let expiry = |last_day| Expiry {
            kind: ExpiryKind::Agreement,
            subject: agreement_uuid(1).to_string(),
            system: "system 1".into(),
            contact: None,
            last_day,
        };
        store.note_notice(&expiry(LAST), 30, now()).unwrap();
        store.note_notice(&expiry(LAST), 30, now()).unwrap();
        let is_noticed = |last_day, days| store.is_noticed(&expiry(last_day), days).unwrap();
        assert!(is_noticed(LAST, 30));
        assert!(!is_noticed(LAST, 7) && !is_noticed(FIRST, 30));
    });
}
