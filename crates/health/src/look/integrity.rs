use clock::danish_time;

use super::excerpt::excerpt;
use crate::alert::{Alert, AlertKind};
use crate::sources::Process;

/// Findings that are listed one by one: when everything is damaged, the first are enough.
const LISTED: usize = 20;

/// Findings of the scrub that could not be repaired.
pub(super) fn look(process: &Process) -> Vec<Alert> {
    let findings = process.integrity.status().findings;
    let (listed, more) = excerpt(&findings, LISTED);
    let mut alerts: Vec<Alert> = listed
        .into_iter()
        .map(|known| {
            let (since, advice) = (danish_time(known.since), known.finding.advice());
            AlertKind::Damaged.of(format!("{} (known since {since}): {advice}", known.finding))
        })
        .collect();
    if more > 0 {
        let what = format!("{more} more findings: `cprabo verify` lists them");
        alerts.push(AlertKind::Damaged.of(what));
    }
    alerts
}
