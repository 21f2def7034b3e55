//! Changes of filters that somebody else must approve.

use filters::Filter;

use super::*;

fn add(line: &str) -> FilterEdit {
    FilterEdit::Add(vec![line.parse::<Filter>().unwrap()])
}

fn other() -> Author {
    Author::new(Actor::Operator { uid: 1001, name: "bo".into() }, uuid::Uuid::from_u128(7))
}

fn agreement(store: &Store) -> AgreementId {
    store.add_system(&new_system(1), &author(), now()).unwrap();
    store.add_agreement(&new_agreement(1, 1), &author(), now()).unwrap()
}

#[test]
fn request_changes_the_filters_when_somebody_else_approves_it_and_only_then() {
    each(|store| {
        let agreement = agreement(store);
        let edit = add("municipality 0751");
        let id = store.request_filters(agreement, &edit, 7, &author(), now()).unwrap();
        let again = store.request_filters(agreement, &edit, 7, &author(), now()).unwrap();
        assert_eq!((id, store.filter_requests(true).unwrap().len()), (again, 1), "kept once");
        assert!(store.filters(agreement).unwrap().is_empty());
        let own = store.approve_filters(id, None, &|_| None, &author(), now());
        assert!(matches!(own, Err(StoreError::SamePerson)), "{own:?}");
        assert!(store.filters(agreement).unwrap().is_empty());

        let changed = store.approve_filters(id, None, &|_| None, &other(), now()).unwrap();
        assert_eq!((changed.added.len(), store.filters(agreement).unwrap().len()), (1, 1));
        let history = store.filter_history(agreement).unwrap();
        let change = &history.last().unwrap().change;
        assert_eq!(change.author.actor, other().actor);
        assert_eq!(change.author.on_behalf_of, Some(author().actor.to_string()));
        let twice = store.approve_filters(id, None, &|_| None, &other(), now());
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        assert_eq!(store.filter_requests(true).unwrap().len(), 0);
        let [decided] = &store.filter_requests(false).unwrap()[..] else { panic!() };
        assert_eq!((decided.state, decided.persons), (FilterRequestState::Approved, 7));
        assert_eq!(decided.decided, Some((now(), other().actor)));
    });
}

#[test]
fn rejected_request_changes_nothing() {
    each(|store| {
        let agreement = agreement(store);
        let id = store.request_filters(agreement, &add("age 0-17"), 7, &author(), now()).unwrap();
        let reason: Option<AgreementText> = "no need".parse().ok();
        store.reject_filters(id, reason.as_ref(), &author(), now()).unwrap();
        assert!(store.filters(agreement).unwrap().is_empty());
        let late = store.approve_filters(id, None, &|_| None, &other(), now());
        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
        let trail = store.audit_trail(None).unwrap();
        let actions: Vec<_> = trail.iter().map(|(_, entry)| entry.action.as_str()).collect();
        assert!(actions.ends_with(&["request filters", "reject filters"]), "{actions:?}");
    });
}
