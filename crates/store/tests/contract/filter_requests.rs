//! Changes of filters that somebody else must approve.

use filters::Filter;

use super::*;

fn add(line: &str) -> FilterEdit {
    FilterEdit::Add(vec![line.parse::<Filter>().unwrap()])
}

fn other() -> Author {
    Author::new(Actor::Operator { uid: 1001, name: "bo".into() }, uuid::Uuid::from_u128(7))
}

fn approve(
    store: &Store,
    id: FilterRequestId,
    author: &Author,
) -> Result<filters::Difference, StoreError> {
    let request = store.filter_request(id)?;
    store.approve_filters(&request, Some(9), None, &|_| None, (author, now()))
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
        let own = approve(store, id, &author());
        assert!(matches!(own, Err(StoreError::SamePerson)), "{own:?}");
        assert!(store.filters(agreement).unwrap().is_empty());

        let changed = approve(store, id, &other()).unwrap();
        assert_eq!((changed.added.len(), store.filters(agreement).unwrap().len()), (1, 1));
        let history = store.filter_history(agreement).unwrap();
        let change = &history.last().unwrap().change;
        assert_eq!(change.author.actor, other().actor);
        assert_eq!(change.author.on_behalf_of, Some(author().actor.to_string()));
        let twice = approve(store, id, &other());
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
        let late = approve(store, id, &other());
        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
        let trail = store.audit_trail(None).unwrap();
        let actions: Vec<_> = trail.iter().map(|(_, entry)| entry.action.as_str()).collect();
        assert!(actions.ends_with(&["request filters", "reject filters"]), "{actions:?}");
    });
}

#[test]
fn what_is_removed_later_is_taken_out_of_what_waits() {
    each(|store| {
        let agreement = agreement(store);
        let both: Vec<Filter> =
            ["age 0-17", "municipality 0751"].iter().map(|line| line.parse().unwrap()).collect();
        let id = store
            .request_filters(agreement, &FilterEdit::Add(both.clone()), 7, &author(), now())
            .unwrap();
        let read = store.filter_request(id).unwrap();
        let take_back = |filter: Filter| {
            let later = FilterEdit::Remove(vec![filter]);
            store.take_back_filters(agreement, &later, &other(), now()).unwrap()
        };
        assert_eq!(take_back("age 18-20".parse().unwrap()), 0);
        assert_eq!((take_back(both[0]), take_back(both[0])), (1, 0));
        let rest = store.filter_request(id).unwrap();
        assert_eq!((rest.edit.filters(), rest.persons), (both[1..].to_vec(), 7));
        let stale = store.approve_filters(&read, None, None, &|_| None, (&other(), now()));
        assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
        assert_eq!(take_back(both[1]), 1);
        assert_eq!(store.filter_request(id).unwrap().state, FilterRequestState::Withdrawn);
        let late = approve(store, id, &other());
        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
        let trail = store.audit_trail(None).unwrap();
        let subjects = trail.iter().filter(|(_, entry)| entry.action == "withdraw filters");
        let subjects: Vec<_> = subjects.map(|(_, entry)| entry.subject.as_str()).collect();
        assert!(subjects[0].ends_with("request 1, 1 filters taken back"), "{subjects:?}");
        assert!(subjects[1].ends_with("request 1"), "{subjects:?}");
        assert!(store.filters(agreement).unwrap().is_empty());
    });
}

#[test]
fn requests_of_an_agreement_are_its_own_with_the_system_that_made_them() {
    each(|store| {
        let agreement = agreement(store);
        let other_agreement = store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        let system = store.agreements().unwrap()[0].system;
        let caller = Author::new(Actor::Certificate(Fingerprint(digest(1))), uuid::Uuid::nil());
        let first = store.request_filters(agreement, &add("age 0-17"), 7, &caller, now()).unwrap();
        store.request_filters(agreement, &add("age 0-18"), 7, &author(), now()).unwrap();
        store.request_filters(other_agreement, &add("age 0-17"), 7, &caller, now()).unwrap();
        let systems = |is_waiting_only| {
            let found = store.filter_requests_of(agreement, is_waiting_only).unwrap();
            found.iter().map(|request| request.system).collect::<Vec<_>>()
        };
        assert_eq!(systems(true), [Some(system), None]);
        let withdrawn = store.withdraw_filters(first, &caller, now()).unwrap();
        assert_eq!(withdrawn.state, FilterRequestState::Withdrawn);
        assert_eq!((systems(true).len(), systems(false).len()), (1, 2));
        let twice = store.withdraw_filters(first, &caller, now());
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    });
}
