use clock::{danish_day, working_days_between};
use jiff::Timestamp;
use store::Run;

use crate::alert::{Alert, AlertKind};
use crate::alert_thresholds::AlertThresholds;

/// An empty replica, and missing extracts; counted from the last one in the replica.
pub(super) fn look(
    last: Option<&Run>,
    thresholds: &AlertThresholds,
    now: Timestamp,
) -> Option<Alert> {
    let Some(last) = last.and_then(|run| run.header) else {
        let what = "no extract was taken in yet, so nothing is delivered: `cprabo seed`, or put the first one into \
                    the inbox";
        return Some(AlertKind::Empty.of(what.to_owned()));
    };
    let limit = thresholds.missing_extracts.filter(|limit| *limit > 0)?;
    // Today's extract comes in the night.
    let missing = working_days_between(last.proddto, danish_day(now));
    let what = format!(
        "the last extract is of {}: those of {missing} working days have not come",
        last.proddto
    );
    (missing >= limit).then(|| AlertKind::Overdue.of(what))
}
