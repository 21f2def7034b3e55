//! Searching the audit trail.

use super::*;

fn entry(actor: Actor, action: &str, subject: String, outcome: &str) -> AuditEntry {
    AuditEntry {
        author: Author::new(actor, Uuid::from_u128(7)),
        action: action.into(),
        subject,
        outcome: outcome.into(),
    }
}

fn actions(store: &Store, query: &AuditQuery) -> Vec<String> {
    let page = store.search_audit(query).unwrap();
    page.entries.into_iter().map(|(_, entry)| entry.action).collect()
}

#[test]
fn search_finds_what_is_asked_for_and_takes_no_sign_for_a_pattern() {
    each(|store| {
        let user = |name: &str| Actor::User(name.parse().unwrap());
        let agreement = agreement_uuid(11);
        for (at, entry) in [
            (0, entry(user("mette"), "sign in", String::new(), "done")),
            (60, entry(user("mette"), "edit filters", format!("agreement {agreement}"), "done")),
            (120, entry(user("anna_b"), "edit filters", "x".into(), "SECOND_PERSON_REQUIRED")),
        ] {
            store.audit(&entry, now() + jiff::SignedDuration::from_secs(at)).unwrap();
        }
        let with = |change: fn(&mut AuditQuery)| {
            let mut query = AuditQuery::default();
            change(&mut query);
            actions(store, &query)
        };
        assert_eq!(with(|_| {}), ["edit filters", "edit filters", "sign in"], "the newest first");
        assert_eq!(with(|it| it.actor = Some("METTE".into())), ["edit filters", "sign in"]);
        assert_eq!(with(|it| it.action = Some("sign".into())), ["sign in"]);
        assert_eq!(with(|it| it.is_done = Some(false)), ["edit filters"]);
        assert_eq!(with(|it| it.is_done = Some(true)).len(), 2);
        assert_eq!(with(|it| it.agreement = Some(agreement_uuid(11))), ["edit filters"]);
        assert_eq!(with(|it| it.from = Some(now() + jiff::SignedDuration::from_secs(60))).len(), 2);
        assert_eq!(
            with(|it| it.until = Some(now() + jiff::SignedDuration::from_secs(60))).len(),
            1
        );
        assert_eq!(with(|it| it.correlation = Some(Uuid::from_u128(8))).len(), 0);
        for sign in ["%", "_%", "~", "mett_"] {
            let query = AuditQuery { actor: Some(sign.into()), ..AuditQuery::default() };
            assert_eq!(actions(store, &query), Vec::<String>::new(), "{sign}");
        }
        assert_eq!(with(|it| it.actor = Some("anna_".into())).len(), 1);
    });
}

#[test]
fn search_goes_on_page_by_page_and_misses_nothing() {
    each(|store| {
        let size = AuditPage::SIZE;
        for number in 0..2 * size + 3 {
            let entry = entry(Actor::Platform, &format!("a{number}"), String::new(), "done");
            store.audit(&entry, now()).unwrap();
        }
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let query = AuditQuery { before, ..AuditQuery::default() };
            let page = store.search_audit(&query).unwrap();
            found.extend(page.entries.into_iter().map(|(_, entry)| entry.action));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        let all: Vec<String> = (0..2 * size + 3).rev().map(|number| format!("a{number}")).collect();
        assert_eq!(found, all);
    });
}
