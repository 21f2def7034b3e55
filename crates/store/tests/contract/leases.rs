//! Leases: writes of a process that another has taken over from.

use store::{AuditEntry, LeaseName, NewSystem, Store, StoreError};

use crate::{author, each, new_system, now};

fn write(store: &Store) -> Result<(), StoreError> {
    let (action, subject) = ("test".to_owned(), String::new());
    let entry = AuditEntry { author: author(), action, subject, outcome: "done".into() };
    store.audit(&entry, now())
}

fn written(store: &Store) -> usize {
    store.audit_trail(None).unwrap().len()
}

#[test]
fn lease_write_after_another_process_wrote_changes_nothing() {
    each(|store| {
        let suspended = store.with_lease(LeaseName::Pipeline).unwrap();
        write(&suspended).unwrap();
        let successor = store.with_lease(LeaseName::Pipeline).unwrap();
        write(&successor).unwrap();
        let late = write(&suspended).unwrap_err();
        assert!(matches!(late, StoreError::LeaseLost { name: "pipeline" }), "{late}");
        write(&successor).unwrap();
        assert_eq!(written(store), 3);
        write(&store.with_lease(LeaseName::Pipeline).unwrap()).unwrap();
    });
}

#[test]
fn lease_failed_write_is_not_counted() {
    each(|store| {
        let leased = store.with_lease(LeaseName::Load).unwrap();
        let new: NewSystem = new_system(1);
        leased.add_system(&new, &author(), now()).unwrap();
        leased.add_system(&new, &author(), now()).unwrap_err();
        leased.add_system(&new_system(2), &author(), now()).unwrap();
    });
}

#[test]
fn lease_of_other_work_is_not_disturbed() {
    each(|store| {
        let load = store.with_lease(LeaseName::Load).unwrap();
        write(&store.with_lease(LeaseName::Pipeline).unwrap()).unwrap();
        write(store).unwrap();
        write(&load).unwrap();
        let both = load.with_lease(LeaseName::Pipeline).unwrap();
        write(&both).unwrap();
        write(&load).unwrap();
        write(&both).unwrap();
        assert_eq!(written(store), 6);
    });
}
