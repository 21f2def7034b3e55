use clock::danish_day;
use jiff::Timestamp;
use store::{ReviewState, ReviewStatus, Store};

use super::DatabaseProbe;
use crate::alert::{Alert, AlertKind};

/// Alerts of this kind; more are counted.
const SHOWN: usize = 20;

/// Active agreements whose need was not reviewed in time.
pub(super) fn look(store: &Store, now: Timestamp, probe: &mut DatabaseProbe) -> Vec<Alert> {
    alerts(&probe.ask(|| store.reviews()).unwrap_or_default(), now)
}

fn alerts(reviews: &[ReviewStatus], now: Timestamp) -> Vec<Alert> {
    let overdue: Vec<Alert> = reviews.iter().filter_map(|status| alert(status, now)).collect();
    let more = overdue.len().saturating_sub(SHOWN);
    let counted = (more > 0).then(|| {
        let what =
            format!("{more} more agreements were not reviewed in time: `cprabo review list`");
        AlertKind::Review.of(what)
    });
    overdue.into_iter().take(SHOWN).chain(counted).collect()
}

fn alert(status: &ReviewStatus, now: Timestamp) -> Option<Alert> {
    let ReviewStatus { uuid, system, periods, .. } = status;
    let ReviewState::Overdue(by) = status.state(danish_day(now), danish_day) else { return None };
    let suspended = match periods.suspends {
        0 => String::new(),
        days => format!("; {days} days after that day the agreement is suspended"),
    };
    let what = format!(
        "the need for the filters of agreement {uuid} of system {system:?} should have been reviewed by {by}: have the \
         authority review it, and record it with `cprabo review confirm`{suspended}"
    );
    status.is_active.then(|| AlertKind::Review.of(what))
}

#[cfg(test)]
mod tests {
    use store::ReviewPeriods;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn look_names_active_agreements_that_are_overdue_and_counts_what_is_too_many() {
        let now: Timestamp = "2026-01-05T12:00:00Z".parse().unwrap();
        let status = |every, is_active| ReviewStatus {
            uuid: Uuid::nil().into(),
            system: "Omsorg".to_owned(),
            contact: None,
            is_active,
            periods: ReviewPeriods { every, suspends: 30 },
            since: "2025-01-01T12:00:00Z".parse().unwrap(),
            last: None,
        };
        let reviews = [status(300, true), status(300, false), status(365, false), status(0, true)];
        let [overdue] = &alerts(&reviews, now)[..] else { panic!("one alert") };
        assert!(overdue.what.contains("by 2025-10-28: have"), "{}", overdue.what);
        assert!(overdue.what.ends_with("30 days after that day the agreement is suspended"));
        let many = alerts(&vec![status(300, true); SHOWN + 3], now);
        assert!(many[SHOWN].what.starts_with("3 more"), "{}", many[SHOWN].what);
    }
}
