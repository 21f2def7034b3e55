use jiff::civil::{Date, date};

use super::*;

/// The last day of what is closed.
const LAST: Date = date(2026, 1, 9);

fn is_conflict<T: std::fmt::Debug>(result: Result<T, StoreError>, with: &str) {
    let error = result.unwrap_err();
    assert!(matches!(&error, StoreError::Conflict(why) if why.contains(with)), "{error}");
}

#[test]
fn agreement_with_something_outstanding_is_not_closed() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["municipality 0751", &pnr_line(1)]);
        let close = || store.close_agreement(agreement, LAST, &author(), now());
        let run = apply(store, 5, vec![person(1, 751)]);
        is_conflict(close(), "1 delivery to be written");
        publish(store, run, &[]);
        is_conflict(close(), "1 uncollected file in IN");
        let delivery = store.deliveries(DeliveryQuery::Run(run)).unwrap().remove(0);
        assert!(store.has_delivery(delivery.id).unwrap());
        assert_eq!(store.count_deliveries(run).unwrap(), 1);
        store.collect(delivery.id, "SHA256:1", now()).unwrap();
        store.order_load(&NewLoad::of(agreement), &author(), now()).unwrap();
        is_conflict(close(), "1 load under way");
    });
}

#[test]
fn agreement_that_is_closed_has_no_filters_and_no_files_and_stays_as_it_is() {
    each(|store| {
        let agreement = one_agreement(store);
        add(store, agreement, &["municipality 0751", &pnr_line(1)]);
        let run = apply(store, 5, vec![]);
        publish(store, run, &[]);
        let delivery = store.deliveries(DeliveryQuery::Run(run)).unwrap().remove(0);
        store.collect(delivery.id, "SHA256:1", now()).unwrap();
        store.close_agreement(agreement, LAST, &author(), now()).unwrap();
        assert!(store.filters(agreement).unwrap().is_empty());
        assert_eq!(store.filter_history(agreement).unwrap().len(), 2);
        let system = store.systems().unwrap()[0].id;
        assert_eq!(store.folder_entries(system, date(2026, 1, 5)).unwrap(), []);
        let delivery = store.deliveries(DeliveryQuery::Run(run)).unwrap().remove(0);
        assert_eq!(delivery.expired_at, Some(now()));
        let closed = store.agreement(agreement_uuid(1)).unwrap().unwrap();
        assert_eq!((closed.closed_at, closed.valid_until), (Some(now()), Some(LAST)));
        let edit = FilterEdit::Add(vec!["municipality 0101".parse().unwrap()]);
        is_conflict(store.edit_filters(agreement, &edit, &|_| None, &author(), now()), "closed");
        is_conflict(store.close_agreement(agreement, LAST, &author(), now()), "closed");
        is_conflict(store.end_agreement(agreement, LAST, &author(), now()), "closed");
        is_conflict(store.set_first_data(agreement, true, &author(), now()), "closed");
    });
}

#[test]
fn system_is_removed_once_its_agreements_are_closed_and_its_name_is_free() {
    each(|store| {
        let agreement = one_agreement(store);
        let system = store.systems().unwrap()[0].id;
        let remove = || store.remove_system(system, &author(), now());
        is_conflict(remove(), "1 agreement that is not closed");
        store.close_agreement(agreement, LAST, &author(), now()).unwrap();
        assert!(!remove().unwrap(), "the ledger names it");
        is_conflict(remove(), "removed already");
        let removed = store.systems().unwrap().remove(0);
        assert_eq!((removed.removed_at, removed.suspended_at), (Some(now()), Some(now())));
        assert!(removed.name.starts_with("system 1 (removed "), "{}", removed.name);
        assert_eq!(removed.certificates[0].revoked_at, Some(now()));
        assert_eq!(removed.ssh_keys[0].revoked_at, Some(now()));
        assert_eq!(store.counts().unwrap().systems, 0);
        let mut again = new_system(2);
        again.name = new_system(1).name;
        store.add_system(&again, &author(), now()).unwrap();
    });
}

#[test]
fn system_that_never_had_an_agreement_is_forgotten() {
    each(|store| {
        let system = store.add_system(&new_system(1), &author(), now()).unwrap();
        assert!(store.remove_system(system, &author(), now()).unwrap());
        assert_eq!(store.systems().unwrap(), []);
        store.add_system(&new_system(1), &author(), now()).unwrap();
    });
}

#[test]
fn system_is_changed_in_what_it_was_added_with() {
    each(|store| {
        let system = store.add_system(&new_system(1), &author(), now()).unwrap();
        store.add_system(&new_system(2), &author(), now()).unwrap();
        let name = |name: &str| SystemChange { name: Some(name.into()), metadata_root: None };
        let taken = store.change_system(system, &name("system 2"), &author(), now());
        assert!(matches!(taken, Err(StoreError::AlreadyExists(_))));
        store.change_system(system, &name("omsorg"), &author(), now()).unwrap();
        let root = SystemChange { name: None, metadata_root: Some(MetadataRoot::Trigger) };
        store.change_system(system, &root, &author(), now()).unwrap();
        let changed = store.systems().unwrap().remove(0);
        assert_eq!(
            (changed.name.as_str(), changed.metadata_root),
            ("omsorg", MetadataRoot::Trigger)
        );
        let trail = store.audit_trail(None).unwrap();
        let subjects: Vec<&str> = trail.iter().map(|(_, line)| line.subject.as_str()).collect();
        assert!(subjects[2].starts_with("settings name \"omsorg\" of system "), "{subjects:?}");
        assert!(subjects[3].starts_with("settings metadata root Trigger of system "));
    });
}
