//! Users of the pages, their links and sessions.

use jiff::ToSpan as _;

use super::*;

fn name(text: &str) -> UserName {
    text.parse().unwrap()
}

fn new_user(text: &str, role: UserRole) -> NewUser {
    let authority = role.is_of_authority().then(|| Uuid::from_u128(3).into());
    NewUser { name: name(text), role, authority }
}

fn link(number: u8) -> NewUserLink {
    NewUserLink { digest: digest(number), ends_at: now() + 24.hours() }
}

fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text.to_owned())
}

/// A user who has set a password.
fn active(store: &Store, text: &str, role: UserRole) -> User {
    store.add_user(&new_user(text, role), &link(1), &author(), now()).unwrap();
    store.use_user_link(&digest(1), None, &hash("first"), &author(), now()).unwrap();
    store.user(&name(text)).unwrap().unwrap()
}

fn session(number: u8, is_signed_in: bool) -> NewUserSession {
    NewUserSession {
        digest: digest(number),
        is_signed_in,
        address: "192.0.2.1".into(),
        others_end_before: now() - 1.hour(),
        at: now(),
    }
}

fn actions(store: &Store) -> Vec<String> {
    store.audit_trail(None).unwrap().into_iter().map(|(_, entry)| entry.action).collect()
}

#[test]
fn user_is_read_back_and_has_a_role_that_goes_with_the_authority() {
    each(|store| {
        let reader = new_user("anna", UserRole::AuthorityReader);
        store.add_user(&reader, &link(1), &author(), now()).unwrap();
        let user = store.user(&name("anna")).unwrap().unwrap();
        assert_eq!(
            (&user.name, user.role, user.authority),
            (&reader.name, reader.role, reader.authority)
        );
        assert_eq!((&user.password, &user.totp, user.recovery_codes), (&None, &None, 0));
        let again = store.add_user(&reader, &link(2), &author(), now());
        assert!(matches!(again, Err(StoreError::AlreadyExists(_))));
        for (role, authority) in
            [(UserRole::Operator, reader.authority), (UserRole::AuthorityAdministrator, None)]
        {
            let wrong = NewUser { name: name("bo"), role, authority };
            let wrong = store.add_user(&wrong, &link(2), &author(), now());
            assert!(matches!(wrong, Err(StoreError::Conflict(_))));
        }
        assert_eq!(store.users().unwrap(), [user]);
        assert_eq!(store.user(&name("bo")).unwrap(), None);
    });
}

#[test]
fn link_is_good_once_and_until_it_ends() {
    each(|store| {
        store.add_user(&new_user("anna", UserRole::Operator), &link(1), &author(), now()).unwrap();
        assert!(!store.has_operator().unwrap(), "without a password");
        let late = now() + 24.hours();
        assert_eq!(store.user_link(&digest(1), late).unwrap(), None);
        let over = store.use_user_link(&digest(1), None, &hash("x"), &author(), late);
        assert!(matches!(over, Err(StoreError::NotFound(_))));
        let of = store.user_link(&digest(1), now()).unwrap();
        assert!(matches!(of, Some(UserLink::Of(user)) if user.name == name("anna")));
        let used = store.use_user_link(&digest(1), None, &hash("first"), &author(), now()).unwrap();
        assert_eq!((used, store.has_operator().unwrap()), (name("anna"), true));
        let again = store.use_user_link(&digest(1), None, &hash("second"), &author(), now());
        assert!(matches!(again, Err(StoreError::NotFound(_))));
        assert_eq!(store.user(&name("anna")).unwrap().unwrap().password, Some(hash("first")));
    });
}

#[test]
fn first_operator_is_made_by_one_link_and_no_second() {
    each(|store| {
        for number in [1, 2] {
            store.add_first_link(&link(number), &author(), now()).unwrap();
        }
        assert_eq!(store.user_link(&digest(1), now()).unwrap(), None, "the last one alone");
        assert_eq!(store.user_link(&digest(2), now()).unwrap(), Some(UserLink::FirstOperator));
        let made = |first: Option<&str>| {
            let first = first.map(name);
            store.use_user_link(&digest(2), first.as_ref(), &hash("x"), &author(), now())
        };
        assert!(matches!(made(None), Err(StoreError::NotFound(_))), "without a name");
        assert_eq!(made(Some("anna")).unwrap(), name("anna"));
        assert!(made(Some("bo")).is_err());
        let another = store.add_first_link(&link(3), &author(), now());
        assert!(matches!(another, Err(StoreError::Conflict(_))));
        assert_eq!(store.user(&name("anna")).unwrap().unwrap().role, UserRole::Operator);
    });
}

#[test]
fn first_link_is_good_no_more_once_somebody_else_is_an_operator() {
    each(|store| {
        store.add_first_link(&link(2), &author(), now()).unwrap();
        active(store, "anna", UserRole::Operator);
        assert_eq!(store.user_link(&digest(2), now()).unwrap(), None);
        let made = store.use_user_link(&digest(2), Some(&name("bo")), &hash("x"), &author(), now());
        assert!(matches!(made, Err(StoreError::Conflict(_))));
    });
}

#[test]
fn reset_and_end_of_a_user_end_the_sessions_and_the_password() {
    each(|store| {
        let user = active(store, "anna", UserRole::Operator);
        store.begin_user_session(&user, &session(5, true), &author()).unwrap();
        store.reset_user(&user.name, &link(2), false, &author(), now()).unwrap();
        assert_eq!(store.user_session(&digest(5)).unwrap(), None);
        assert_eq!(store.user(&user.name).unwrap().unwrap().password, None);
        // The password was checked before the reset.
        let late = store.begin_user_session(&user, &session(6, true), &author());
        assert!(matches!(late, Err(StoreError::NotFound(_))));
        store.end_user(&user.name, &author(), now()).unwrap();
        assert_eq!(store.user(&user.name).unwrap(), None);
        assert_eq!(store.user_link(&digest(2), now()).unwrap(), None);
        assert!(store.users().unwrap()[0].ended_at.is_some());
        let gone = store.reset_user(&user.name, &link(3), false, &author(), now());
        assert!(matches!(gone, Err(StoreError::NotFound(_))));
        let again =
            store.add_user(&new_user("anna", UserRole::Auditor), &link(3), &author(), now());
        assert!(matches!(again, Err(StoreError::AlreadyExists(_))), "names are kept for good");
    });
}

#[test]
fn session_is_found_by_its_digest_and_ended_by_its_number() {
    each(|store| {
        let user = active(store, "anna", UserRole::Operator);
        for (number, is_signed_in) in [(5, true), (6, false), (7, true)] {
            store.begin_user_session(&user, &session(number, is_signed_in), &author()).unwrap();
        }
        let (found, of) = store.user_session(&digest(5)).unwrap().unwrap();
        assert_eq!((found.is_signed_in, of.name), (true, user.name.clone()));
        assert_eq!(of.signed_in_at, Some(now()));
        store.note_session_used(found.id, now() + 1.minute()).unwrap();
        assert_eq!(store.user_sessions(user.id).unwrap()[0].id, found.id, "used last");
        let end = |id| store.end_user_session(&user, id, "sign out", &author(), now()).unwrap();
        assert!(end(found.id) && !end(found.id));
        let (kept, _) = store.user_session(&digest(7)).unwrap().unwrap();
        assert_eq!(store.end_other_sessions(&user, kept.id, &author(), now()).unwrap(), 1);
        assert_eq!(store.user_sessions(user.id).unwrap().len(), 1);
        let audited = actions(store);
        assert_eq!(audited[2..], ["sign in", "sign in", "sign out", "end other sessions"]);
    });
}

#[test]
fn session_that_is_over_goes_when_another_begins() {
    each(|store| {
        let user = active(store, "anna", UserRole::Operator);
        store.begin_user_session(&user, &session(5, true), &author()).unwrap();
        let at = now() + 2.hours();
        let later =
            NewUserSession { others_end_before: now() + 1.second(), at, ..session(6, true) };
        store.begin_user_session(&user, &later, &author()).unwrap();
        assert_eq!(store.user_session(&digest(5)).unwrap(), None);
    });
}

#[test]
fn code_of_a_step_is_accepted_once_and_none_of_an_earlier_step() {
    each(|store| {
        let user = active(store, "anna", UserRole::Operator);
        store.offer_totp(user.id, &TotpSecret::new([1; 20])).unwrap();
        let offered = store.user(&user.name).unwrap().unwrap();
        assert_eq!((offered.totp, offered.totp_offered), (None, Some(TotpSecret::new([1; 20]))));
        store.confirm_totp(&offered, 100, &[digest(8), digest(9)], &author(), now()).unwrap();
        let set_up = store.user(&user.name).unwrap().unwrap();
        assert_eq!((set_up.totp, set_up.recovery_codes), (Some(TotpSecret::new([1; 20])), 2));
        for (step, accepted) in [(100, false), (101, true), (101, false), (99, false), (103, true)]
        {
            assert_eq!(store.accept_totp_step(user.id, step).unwrap(), accepted, "{step}");
        }
        let again = store.confirm_totp(&offered, 200, &[], &author(), now());
        assert!(matches!(again, Err(StoreError::Conflict(_))));
    });
}

#[test]
fn recovery_code_is_used_once_and_gone_with_the_second_step() {
    each(|store| {
        let user = active(store, "anna", UserRole::Operator);
        store.set_recovery_codes(&user, &[digest(8), digest(9)], &author(), now()).unwrap();
        let used =
            |number| store.use_recovery_code(&user, &digest(number), &author(), now()).unwrap();
        assert!(used(8) && !used(8) && !used(7));
        assert_eq!(store.user(&user.name).unwrap().unwrap().recovery_codes, 1);
        store.remove_totp(&user, &author(), now()).unwrap();
        assert_eq!(store.user(&user.name).unwrap().unwrap().recovery_codes, 0);
        assert!(!used(9));
    });
}

#[test]
fn pages_look_as_their_user_says() {
    each(|store| {
        let user = active(store, "anna", UserRole::Operator);
        assert_eq!((user.language, user.theme), (Language::Danish, Theme::System));
        store.set_user_view(user.id, Language::English, Theme::Dark).unwrap();
        let user = store.user(&user.name).unwrap().unwrap();
        assert_eq!((user.language, user.theme), (Language::English, Theme::Dark));
    });
}
