//! Reviews of the need for agreements' filters.

use jiff::SignedDuration;

use super::*;

fn status(store: &Store) -> ReviewStatus {
    store.reviews().unwrap().remove(0)
}

fn later() -> Timestamp {
    now() + SignedDuration::from_hours(24)
}

const YEARLY: ReviewPeriods = ReviewPeriods { every: 365, suspends: 0 };

#[test]
fn values_of_the_configuration_count_where_the_agreement_has_none_of_its_own() {
    each(|store| {
        let agreement = one_agreement(store);
        assert_eq!(status(store).periods, ReviewPeriods::default());
        assert_eq!(store.plan_reviews(ReviewPeriods::default(), now()).unwrap(), 0);
        assert_eq!(store.plan_reviews(YEARLY, now()).unwrap(), 1);
        assert_eq!(store.plan_reviews(YEARLY, later()).unwrap(), 0);
        assert_eq!((status(store).periods, status(store).since), (YEARLY, now()));
        let set = |every, suspends| {
            store.set_review_periods(agreement, every, suspends, &author(), later()).unwrap();
            status(store).periods
        };
        assert_eq!(set(Some(Some(90)), Some(Some(30))), ReviewPeriods { every: 90, suspends: 30 });
        assert_eq!(status(store).since, later(), "it is stricter than before");
        assert_eq!(set(None, Some(Some(0))), ReviewPeriods { every: 90, suspends: 0 });
        assert_eq!(set(Some(None), Some(None)), YEARLY);
        assert_eq!(set(Some(Some(0)), None).every, 0);
        assert_eq!(set(Some(None), None), YEARLY);
        assert_eq!(status(store).since, later(), "it was not asked for in between");
    });
}

#[test]
fn confirmation_is_kept_with_who_answers_for_it_and_the_last_counts() {
    each(|store| {
        let agreement = one_agreement(store);
        assert_eq!(status(store).last, None);
        let note = "Gennemgået".parse().unwrap();
        for (name, at) in [("Anna Berg", now()), ("Bo Dal", later())] {
            let name = name.parse().unwrap();
            store.confirm_review(agreement, &name, Some(&note), &author(), at).unwrap();
        }
        let last = status(store).last.unwrap();
        assert_eq!((last.name.as_str(), last.at), ("Bo Dal", later()));
        assert_eq!((last.note, last.author), (Some(note), author()));
        let (_, entry) = store.audit_trail(None).unwrap().pop().unwrap();
        assert_eq!(entry.action, "confirm review");
        assert!(!entry.subject.contains("Bo"), "{}", entry.subject);
    });
}

#[test]
fn closed_agreement_is_not_reviewed() {
    each(|store| {
        let agreement = one_agreement(store);
        let step = AgreementStep::Suspend;
        store.step_agreement(agreement, step, None, &author(), now()).unwrap();
        assert!(!status(store).is_active);
        store.close_agreement(agreement, jiff::civil::date(2026, 1, 9), &author(), now()).unwrap();
        assert!(store.reviews().unwrap().is_empty());
        let name = "Anna Berg".parse().unwrap();
        let refused = store.confirm_review(agreement, &name, None, &author(), now());
        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    });
}

#[test]
fn asked_reviews_are_those_of_agreements_that_are_reviewed() {
    each(|store| {
        let agreement = one_agreement(store);
        assert!(store.asked_reviews().unwrap().is_empty());
        let set = |every| {
            store.set_review_periods(agreement, Some(Some(every)), None, &author(), now()).unwrap();
        };
        set(365);
        assert_eq!(store.asked_reviews().unwrap(), store.reviews().unwrap());
        assert_eq!(store.asked_reviews().unwrap().len(), 1);
        set(0);
        assert!(store.asked_reviews().unwrap().is_empty());
    });
}
