//! The user systems of agreements.

use civil::ServiceName;

use super::*;

fn system_uuid(number: u128) -> SystemUuid {
    Uuid::from_u128(number).into()
}

/// Gives an agreement these user systems.
fn set(store: &Store, agreement: AgreementId, systems: &[u128]) -> Result<(), StoreError> {
    let systems: BTreeSet<SystemUuid> = systems.iter().copied().map(system_uuid).collect();
    let edit = |it: &mut BTreeSet<SystemUuid>| it.clone_from(&systems);
    store.change_user_systems(agreement, &edit, &author(), now()).map(|_| ())
}

/// Whether a system is a party of agreement 1.
fn is_party(store: &Store, system: u8) -> bool {
    let certificate = Fingerprint(digest(system));
    let (_, found) = store.system_and_agreement(certificate, Some(agreement_uuid(1))).unwrap();
    found.unwrap().is_party
}

#[test]
fn user_systems_are_parties_of_their_agreement_until_they_are_taken_out_or_removed() {
    each(|store| {
        let agreement = one_agreement(store);
        let ids = [2, 3].map(|it| store.add_system(&new_system(it), &author(), now()).unwrap());
        assert_eq!([1, 2, 3].map(|it| is_party(store, it)), [true, false, false]);
        set(store, agreement, &[2, 3]).unwrap();
        assert_eq!([1, 2, 3].map(|it| is_party(store, it)), [true; 3]);
        set(store, agreement, &[3]).unwrap();
        assert_eq!([1, 2, 3].map(|it| is_party(store, it)), [true, false, true]);
        assert!(matches!(set(store, agreement, &[1, 3]), Err(StoreError::Conflict(_))));
        assert!(matches!(set(store, agreement, &[3, 9]), Err(StoreError::NotFound(_))));
        assert_eq!(store.user_systems(agreement).unwrap(), [system_uuid(3)].into());
        assert!(store.remove_system(ids[1], &author(), now()).unwrap(), "nothing refers to it");
        assert_eq!(store.user_systems(agreement).unwrap(), BTreeSet::new());
        assert!(matches!(set(store, agreement, &[3]), Err(StoreError::NotFound(_))));
        store.end_agreement(agreement, jiff::civil::date(2026, 1, 2), &author(), now()).unwrap();
        store.close_agreement(agreement, jiff::civil::date(2026, 1, 2), &author(), now()).unwrap();
        assert!(matches!(set(store, agreement, &[2]), Err(StoreError::Conflict(_))), "closed");
    });
}

#[test]
fn agreements_of_a_caller_are_its_own_and_those_of_which_it_is_a_user_system() {
    each(|store| {
        let agreement = one_agreement(store);
        store.add_system(&new_system(2), &author(), now()).unwrap();
        let own = NewAgreement { services: [ServiceName::Navne3].into(), ..new_agreement(2, 2) };
        store.add_agreement(&own, &author(), now()).unwrap();
        let uuids = |system| {
            let (_, found) = store.system_and_agreements(Fingerprint(digest(system))).unwrap();
            found.into_iter().map(|agreement| agreement.uuid).collect::<Vec<_>>()
        };
        assert_eq!(uuids(2), [agreement_uuid(2)]);
        set(store, agreement, &[2]).unwrap();
        assert_eq!(uuids(2), [agreement_uuid(2), agreement_uuid(1)]);
        assert_eq!(uuids(1), [agreement_uuid(1)]);
    });
}
