//! Accounts of OFF4.

use civil::Off4User;

use super::*;

fn user(number: u8) -> Off4User {
    format!("WUDI017{number}").parse().unwrap()
}

fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(text.to_owned())
}

fn new_account(number: u8, agreement: u128) -> NewOff4Account {
    NewOff4Account {
        user: user(number),
        kundenr: "0384".parse().unwrap(),
        agreement: agreement_uuid(agreement),
        networks: vec!["192.0.2.0/24".parse().unwrap(), "2001:db8::/32".parse().unwrap()],
        password: hash("first"),
    }
}

#[test]
fn off4_account_is_read_back_with_its_parties() {
    each(|store| {
        let agreement = one_agreement(store);
        let new = new_account(1, 1);
        store.add_off4_account(&new, &author(), now()).unwrap();
        let holder = store.off4_account(user(1)).unwrap().unwrap();
        assert_eq!((holder.agreement.id, holder.system.id), (agreement, holder.agreement.system));
        let account = holder.account;
        assert_eq!((account.user, account.kundenr), (new.user, new.kundenr));
        assert_eq!((account.agreement, &account.networks), (new.agreement, &new.networks));
        assert_eq!((account.password.reveal(), account.password_set_at), ("first", now()));
        assert_eq!(store.off4_account(user(2)).unwrap(), None);
        store.add_agreement(&new_agreement(2, 1), &author(), now()).unwrap();
        store.add_off4_account(&new_account(0, 2), &author(), now()).unwrap();
        let users: Vec<_> = store.off4_accounts().unwrap().iter().map(|it| it.user).collect();
        assert_eq!(users, [user(0), user(1)]);
    });
}

#[test]
fn off4_account_needs_its_agreement_and_its_own_user() {
    each(|store| {
        let missing = store.add_off4_account(&new_account(1, 1), &author(), now());
        assert!(matches!(missing, Err(StoreError::NotFound(_))));
        let agreement = one_agreement(store);
        store.add_off4_account(&new_account(1, 1), &author(), now()).unwrap();
        let exists = store.add_off4_account(&new_account(1, 1), &author(), now());
        assert!(matches!(exists, Err(StoreError::AlreadyExists(_))));
        store.close_agreement(agreement, jiff::civil::date(2026, 1, 9), &author(), now()).unwrap();
        assert_eq!(store.off4_accounts().unwrap(), []);
        let closed = store.add_off4_account(&new_account(1, 1), &author(), now());
        assert!(matches!(closed, Err(StoreError::Conflict(_))));
    });
}

#[test]
fn off4_password_is_set_by_who_knows_the_old_one_or_the_operator() {
    each(|store| {
        one_agreement(store);
        store.add_off4_account(&new_account(1, 1), &author(), now()).unwrap();
        let later = now() + jiff::SignedDuration::from_hours(1);
        let set = |old: Option<&str>, new| {
            let old = old.map(hash);
            store.set_off4_password(user(1), old.as_ref(), &hash(new), &author(), later)
        };
        set(Some("first"), "second").unwrap();
        assert!(matches!(set(Some("first"), "third"), Err(StoreError::Conflict(_))));
        let account = store.off4_account(user(1)).unwrap().unwrap().account;
        assert_eq!((account.password.reveal(), account.password_set_at), ("second", later));
        set(None, "fourth").unwrap();
        let nobody = store.set_off4_password(user(2), None, &hash("x"), &author(), later);
        assert!(matches!(nobody, Err(StoreError::NotFound(_))));
    });
}

#[test]
fn off4_account_that_is_removed_is_gone() {
    each(|store| {
        one_agreement(store);
        store.add_off4_account(&new_account(1, 1), &author(), now()).unwrap();
        store.remove_off4_account(user(1), &author(), now()).unwrap();
        assert_eq!(store.off4_account(user(1)).unwrap(), None);
        let gone = store.remove_off4_account(user(1), &author(), now());
        assert!(matches!(gone, Err(StoreError::NotFound(_))));
    });
}
