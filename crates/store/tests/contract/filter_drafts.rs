//! Changes of filters that somebody prepares.

use filters::{BadNumber, Filter};

use super::*;

fn add(line: &str) -> FilterEdit {
    FilterEdit::Add(vec![line.parse::<Filter>().unwrap()])
}

#[test]
fn draft_is_kept_as_it_was_made_and_changes_no_filter() {
    each(|store| {
        let agreement = one_agreement(store);
        let list = DraftList {
            left_out: vec![(3, BadNumber::NoDate), (7, BadNumber::NotTenDigits)],
            left_out_lines: 2,
            repeated: 1,
        };
        let edit = add("municipality 0751");
        store.draft_filters(agreement, &edit, &list, &author(), now()).unwrap();
        let draft = store.filter_draft(agreement).unwrap().unwrap();
        assert_eq!(format!("{:?}", draft.edit), format!("{edit:?}"));
        assert_eq!((draft.list, draft.at, draft.author), (list, now(), author()));
        assert!(store.filters(agreement).unwrap().is_empty());
        // One at a time, so that nobody's is lost.
        let other = store.draft_filters(
            agreement,
            &add("age 0-17"),
            &DraftList::default(),
            &author(),
            now(),
        );
        assert!(matches!(other, Err(StoreError::Conflict(_))), "{other:?}");
        assert!(store.discard_filter_draft(agreement, &author(), now()).unwrap());
        assert!(!store.discard_filter_draft(agreement, &author(), now()).unwrap());
        assert!(store.filter_draft(agreement).unwrap().is_none());
    });
}

#[test]
fn draft_keeps_so_many_lines_and_says_how_many_there_were() {
    each(|store| {
        let agreement = one_agreement(store);
        let lines = DraftList::LINES as u64 + 5;
        let left_out = (1..=lines).map(|line| (line, BadNumber::OtherCharacters)).collect();
        let list = DraftList { left_out, left_out_lines: lines, repeated: 0 };
        store.draft_filters(agreement, &add("age 0-17"), &list, &author(), now()).unwrap();
        let kept = store.filter_draft(agreement).unwrap().unwrap().list;
        assert_eq!((kept.left_out.len(), kept.left_out_lines), (DraftList::LINES, lines));
    });
}

#[test]
fn draft_of_an_agreement_is_gone_when_it_is_closed() {
    each(|store| {
        let agreement = one_agreement(store);
        let list = DraftList::default();
        store.draft_filters(agreement, &add("age 0-17"), &list, &author(), now()).unwrap();
        let last = jiff::civil::date(2026, 1, 4);
        store.close_agreement(agreement, last, &author(), now()).unwrap();
        assert!(store.filter_draft(agreement).unwrap().is_none());
        let after = store.draft_filters(agreement, &add("age 0-17"), &list, &author(), now());
        assert!(matches!(after, Err(StoreError::Conflict(_))), "{after:?}");
    });
}
