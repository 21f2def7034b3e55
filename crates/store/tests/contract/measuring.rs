//! The service as it is measured, and what is told of it.

use jiff::SignedDuration;

use super::*;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// A call of the minute `minute` after a full hour, some seconds in.
fn call(kind: ProbeKind, minute: i64, fault: Option<ProbeFault>) -> Measurement {
    let at = start() + MINUTE * i32::try_from(minute).unwrap() + SignedDuration::from_secs(7);
    Measurement { kind, at, span: MINUTE, took: SignedDuration::from_millis(11), fault }
}

/// A full hour, and midnight in Denmark.
fn start() -> Timestamp {
    "2026-01-05T23:00:00Z".parse().unwrap()
}

fn note(store: &Store, calls: &[Measurement]) {
    store.note_measurements(calls, None).unwrap();
}

/// Kind, first and last minute, and whether it was measured.
fn down(store: &Store) -> Vec<(ProbeKind, i64, i64, bool)> {
    let minute = |at: Timestamp| at.duration_since(start()).as_mins();
    let row =
        |down: Downtime| (down.kind, minute(down.begins), minute(down.ends), down.is_measured);
    let all = store.downtimes(Timestamp::UNIX_EPOCH).unwrap();
    all.into_iter().map(row).collect()
}

#[test]
fn time_of_wrong_answers_and_of_none_is_down() {
    use ProbeFault::{TimedOut, WrongAnswer};
    use ProbeKind::{Sftp, Soap};
    each(|store| {
        note(store, &[call(Soap, 0, None), call(Soap, 1, Some(TimedOut))]);
        note(store, &[call(Soap, 2, Some(WrongAnswer)), call(Soap, 3, None), call(Soap, 5, None)]);
        note(store, &[call(Sftp, 5, Some(TimedOut))]);
        assert_eq!(down(store), [(Sftp, 5, 6, true), (Soap, 1, 3, true), (Soap, 4, 5, false)]);
        let [sftp, soap] = &store.probe_states().unwrap()[..] else { panic!("two kinds") };
        assert_eq!((soap.since, soap.until), (start(), start() + MINUTE * 6));
        assert_eq!((soap.failures, soap.last), (0, call(Soap, 5, None)));
        assert_eq!((sftp.failures, sftp.last.fault), (1, Some(TimedOut)));
        let after = start() + MINUTE * 4;
        assert_eq!(store.downtimes(after).unwrap().len(), 2);
    });
}

#[test]
fn second_call_of_a_minute_changes_nothing_of_it() {
    each(|store| {
        let wrong = call(ProbeKind::Soap, 0, Some(ProbeFault::Refused));
        note(store, &[call(ProbeKind::Soap, 0, None), wrong, wrong]);
        assert_eq!(down(store), []);
        assert_eq!(store.probe_states().unwrap()[0].failures, 2);
    });
}

#[test]
fn clock_set_back_forgets_what_has_not_come() {
    let soap = |minute, fault| call(ProbeKind::Soap, minute, fault);
    each(|store| {
        note(store, &[soap(0, None), soap(10_000, Some(ProbeFault::TimedOut))]);
        assert_eq!(down(store).len(), 2);
        note(store, &[soap(20, None)]);
        assert_eq!(down(store), [(ProbeKind::Soap, 1, 20, false)]);
        assert_eq!(store.probe_states().unwrap()[0].until, start() + MINUTE * 21);
    });
}

#[test]
fn response_times_are_counted_by_hour_and_day_and_forgotten_in_time() {
    let soap = |minute| call(ProbeKind::Soap, minute, None);
    each(|store| {
        note(store, &[soap(0), soap(1), soap(60), soap(24 * 60)]);
        let of = |period| -> Vec<(Timestamp, u64)> {
            let all = store.response_times(period, Timestamp::UNIX_EPOCH).unwrap();
            all.into_iter().map(|times| (times.begins, times.counts.total())).collect()
        };
        let hour = |hour: i32| start() + MINUTE * (60 * hour);
        assert_eq!(of(Period::Hour), [(hour(0), 2), (hour(1), 1), (hour(24), 1)]);
        assert_eq!(of(Period::Day), [(hour(0), 3), (hour(24), 1)]);
        let later = soap(10 * 24 * 60);
        let forget_before = hour(24);
        store.note_measurements(&[later], Some(forget_before)).unwrap();
        assert_eq!(of(Period::Hour), [(hour(240), 1)]);
        assert_eq!(of(Period::Day), [(hour(24), 1), (hour(240), 1)]);
        assert_eq!(store.probe_states().unwrap()[0].since, forget_before);
        // What reaches into the time that is kept stays.
        assert_eq!(down(store).len(), 2);
    });
}

fn notice(address: &str, kind: NoticeKind) -> ServiceNotice {
    let text = |text: &str| -> NoticeText { text.parse().unwrap() };
    ServiceNotice {
        address: address.parse().unwrap(),
        kind,
        begins: now(),
        ends: None,
        texts: NoticeTexts {
            danish_title: text("Opdatering"),
            danish: text("SOAP kan være utilgængelig."),
            english_title: text("Update"),
            english: text("SOAP may not answer."),
        },
        added_at: now(),
        changed_at: now(),
    }
}

#[test]
fn notice_is_added_once_and_ends_with_other_texts() {
    each(|store| {
        let work = notice("2026-01-05-opdatering", NoticeKind::PlannedWork);
        store.add_service_notice(&work, &author()).unwrap();
        let again = store.add_service_notice(&work, &author());
        assert!(matches!(again, Err(StoreError::AlreadyExists(_))));
        let other = notice("2026-01-05-andet", NoticeKind::Other);
        store.add_service_notice(&other, &author()).unwrap();
        assert_eq!(store.planned_work(now()).unwrap(), std::slice::from_ref(&work));
        let (later, after) = (now() + MINUTE, now() + MINUTE * 2);
        let texts = NoticeTexts { danish: "Det er gjort.".parse().unwrap(), ..work.texts.clone() };
        store.end_service_notice(&work.address, later, Some(&texts), &author(), after).unwrap();
        let ended = ServiceNotice { ends: Some(later), texts, changed_at: after, ..work };
        assert_eq!(store.service_notice(&ended.address).unwrap(), Some(ended.clone()));
        assert_eq!(store.planned_work(later).unwrap(), []);
        assert_eq!(store.service_notices(1).unwrap(), [other]);
        let unknown = "x".parse().unwrap();
        let ended = store.end_service_notice(&unknown, later, None, &author(), after);
        assert!(matches!(ended, Err(StoreError::NotFound(_))));
        let trail = store.audit_trail(None).unwrap();
        assert_eq!(trail.len(), 3);
        assert_eq!(trail[2].1.subject, "notice 2026-01-05-opdatering");
    });
}

#[test]
fn delivered_days_are_those_of_the_replica() {
    each(|store| {
        let from = jiff::civil::date(2026, 1, 1);
        assert_eq!(store.delivered_days(from).unwrap(), []);
        assert_eq!(store.first_day().unwrap(), None);
    });
}
