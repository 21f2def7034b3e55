//! Nothing goes out under an agreement that is not active: each status with each way out. A new status is a row here, or
//! this does not compile.

use jiff::civil::{Date, date};

use super::*;

/// An agreement with a delivery of the 5th of January, which has come to a status.
struct Arrived {
    agreement: AgreementId,
    /// A day on which it is that.
    today: Date,
}

/// The first and the last day of the agreements.
const FIRST: Date = date(2026, 1, 5);
const LAST: Date = date(2026, 1, 6);

fn new(state: AgreementState) -> NewAgreement {
    NewAgreement { valid_from: Some(FIRST), valid_until: Some(LAST), state, ..new_agreement(1, 1) }
}

/// Adds an agreement that is on the way to a status: active, if one comes to it from there.
fn begin(store: &Store, status: AgreementStatus) -> AgreementId {
    use AgreementState::{Active, Draft};
    let state = if was_active(status) { Active } else { Draft };
    store.add_system(&new_system(1), &author(), now()).unwrap();
    let agreement = store.add_agreement(&new(state), &author(), now()).unwrap();
    add(store, agreement, &["municipality 0751"]);
    agreement
}

/// Whether something may have been delivered under an agreement of that status.
fn was_active(status: AgreementStatus) -> bool {
    use AgreementState::Active;
    use AgreementStep::{Approve, Resume, Return, Submit, Suspend};
    match status {
        AgreementStatus::Draft | AgreementStatus::AwaitingApproval => {
            // No step leads back to them from what was active.
            for step in [Submit, Approve, Return, Suspend, Resume] {
                assert!(!step.from().contains(&Active) || step == Suspend, "{step:?}");
            }
            false
        }
        AgreementStatus::NotYetInForce
        | AgreementStatus::Active
        | AgreementStatus::Suspended
        | AgreementStatus::Expired
        | AgreementStatus::Closed => true,
    }
}

fn arrive(store: &Store, agreement: AgreementId, status: AgreementStatus) -> Arrived {
    let take = |step| {
        store.step_agreement(agreement, step, None, &author(), now()).map(|()| LAST).unwrap()
    };
    let today = match status {
        AgreementStatus::Draft | AgreementStatus::Active => LAST,
        AgreementStatus::AwaitingApproval => take(AgreementStep::Submit),
        AgreementStatus::NotYetInForce => date(2026, 1, 4),
        AgreementStatus::Suspended => take(AgreementStep::Suspend),
        AgreementStatus::Expired => date(2026, 1, 7),
        AgreementStatus::Closed => {
            for load in store.loads(Some(agreement)).unwrap() {
                let _ = store.cancel_load(load.id, &author(), now());
            }
            store.close_agreement(agreement, LAST, &author(), now()).unwrap();
            LAST
        }
    };
    let found = store.agreement(agreement_uuid(1)).unwrap().unwrap();
    assert_eq!(found.status(today), status);
    Arrived { agreement, today }
}

/// Runs a test for each status over every backend, after the delivery of a first day.
fn each_status(test: impl Fn(&Store, AgreementStatus, AgreementId)) {
    for status in AgreementStatus::ALL {
        each(|store| {
            let agreement = begin(store, status);
            let run = apply(store, 5, vec![person(1, 751)]);
            publish(store, run, &[]);
            test(store, status, agreement);
        });
    }
}

const fn is_active(status: AgreementStatus) -> bool {
    matches!(status, AgreementStatus::Active)
}

#[test]
fn day_is_planned_for_active_agreements_alone() {
    for status in AgreementStatus::ALL {
        each(|store| {
            let agreement = begin(store, status);
            let today = arrive(store, agreement, status).today;
            let run = apply(store, today.day(), vec![person(1, 751)]);
            let planned = store.count_deliveries(run).unwrap();
            assert_eq!(planned, u64::from(is_active(status)), "{status:?}");
        });
    }
}

#[test]
fn files_are_shown_of_active_agreements_alone_and_what_is_not_shown_is_said() {
    each_status(|store, status, agreement| {
        let system = store.systems().unwrap()[0].id;
        let before = store.folder_entries(system, FIRST).unwrap();
        assert_eq!(!before.is_empty(), was_active(status), "{status:?}");
        let today = arrive(store, agreement, status).today;
        let folder = store.folder(system, today).unwrap();
        assert_eq!(!folder.files.is_empty(), is_active(status), "{status:?}");
        for file in &before {
            let found = store.folder_entry(system, &file.name, today).unwrap();
            assert_eq!(found.is_some(), is_active(status), "{status:?}");
        }
        // What was closed has left the folder.
        let is_withheld =
            was_active(status) && !is_active(status) && status != AgreementStatus::Closed;
        let withheld = WithheldAgreement { uuid: agreement_uuid(1), status };
        let expected: Vec<_> = is_withheld.then_some(withheld).into_iter().collect();
        assert_eq!(folder.withheld, expected);
        for file in before {
            let said = store.withheld_entry(system, &file.name, today).unwrap();
            assert_eq!(said, is_withheld.then_some(withheld), "{status:?}");
        }
        assert_eq!(store.withheld_entry(system, "none", today).unwrap(), None);
    });
}

#[test]
fn load_begins_under_active_agreements_alone() {
    each_status(|store, status, agreement| {
        let Arrived { agreement, today } = arrive(store, agreement, status);
        let load = store.order_load(&NewLoad::of(agreement), &author(), now()).unwrap();
        let begun = store.begin_load(load, today, now(), &|_, _, pair| pair).unwrap();
        assert_eq!(matches!(begun, LoadStart::Ready(_)), is_active(status), "{status:?}");
    });
}

#[test]
fn load_is_delivered_under_active_agreements_alone() {
    each_status(|store, status, agreement| {
        if !was_active(status) {
            return;
        }
        let load = store.order_load(&NewLoad::of(agreement), &author(), now()).unwrap();
        let begun = store.begin_load(load, FIRST, now(), &|_, _, pair| pair).unwrap();
        let LoadStart::Ready(work) = begun else { unreachable!("it is active") };
        let today = arrive(store, agreement, status).today;
        let end = store.finish_load(&work, &[], today, now()).unwrap();
        assert_eq!(end == LoadEnd::Delivered, is_active(status), "{status:?}: {end:?}");
    });
}

#[test]
fn replay_is_delivered_under_active_agreements_alone() {
    each_status(|store, status, agreement| {
        let Arrived { agreement, today } = arrive(store, agreement, status);
        let deliveries = store.deliveries(DeliveryQuery::Agreement(agreement)).unwrap();
        assert_eq!(deliveries.len(), usize::from(was_active(status)), "{status:?}");
        let Some(delivery) = deliveries.first() else { return };
        let seq = store.chain_head(agreement_uuid(1)).unwrap().seq + 1;
        let (of, name) = (delivery.id, "replay".to_owned());
        let replay = Replay { of, seq, name, publish: published_files(&[]) };
        let is_published = store.publish_replays(&[replay], today, &author(), now()).unwrap();
        assert_eq!(is_published, is_active(status), "{status:?}");
    });
}
