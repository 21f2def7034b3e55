//! Whether the service answers calls from outside.

use clock::danish_time;
use jiff::{SignedDuration, Timestamp};
use store::{ProbeState, Store};

use super::DatabaseProbe;
use crate::alert::{Alert, AlertKind};
use crate::alert_thresholds::AlertThresholds;

/// Wrong answers in a row that need a person: a single one may be a machine that was busy.
const FAILURES: u32 = 2;
/// Rounds of calls that may be missing.
const MISSING: i32 = 3;

/// Calls of the probe that are not answered rightly, or not made any more.
pub(super) fn look(
    store: &Store,
    thresholds: &AlertThresholds,
    now: Timestamp,
    probe: &mut DatabaseProbe,
) -> Vec<Alert> {
    let Some(every) = thresholds.measured else { return Vec::new() };
    let states = probe.ask(|| store.probe_states()).unwrap_or_default();
    states.iter().filter_map(|state| alert(state, every, now)).collect()
}

fn alert(state: &ProbeState, every: SignedDuration, now: Timestamp) -> Option<Alert> {
    let (kind, last) = (state.last.kind.as_str(), danish_time(state.last.at));
    let what = match state.last.fault {
        _ if now.duration_since(state.until) > every * MISSING => {
            format!(
                "the probe has made no {kind} call since {last}: it counts as down. Look at the worker `probe` and at the log"
            )
        }
        Some(fault) if state.failures >= FAILURES => {
            let (failures, fault) = (state.failures, fault.as_str());
            format!(
                "the probe's last {failures} {kind} calls were not answered rightly, the last one at {last} ({fault}): clients \
                 see the same. docs/operating.md says what each word means"
            )
        }
        _ => return None,
    };
    Some(AlertKind::Probe.of(what))
}

#[cfg(test)]
mod tests {
    use store::{Measurement, ProbeFault, ProbeKind};

    use super::*;

    fn what(failures: u32, fault: Option<ProbeFault>, minutes_ago: i64) -> Option<String> {
        let now: Timestamp = "2026-01-05T12:00:00Z".parse().unwrap();
        let every = SignedDuration::from_secs(60);
        let at = now - SignedDuration::from_mins(minutes_ago);
        let took = SignedDuration::from_millis(7);
        let last = Measurement { kind: ProbeKind::Soap, at, span: every, took, fault };
        let state = ProbeState { since: at, until: at + every, last, failures };
        alert(&state, every, now).map(|alert| alert.what)
    }

    #[test]
    fn calls_that_are_answered_or_fail_once_are_no_trouble() {
        assert_eq!(what(0, None, 0), None);
        assert_eq!(what(0, None, 4), None);
        assert_eq!(what(1, Some(ProbeFault::TimedOut), 0), None);
    }

    #[test]
    fn calls_that_fail_or_are_not_made_are_one() {
        let failing = what(2, Some(ProbeFault::TimedOut), 0).unwrap();
        assert!(failing.starts_with("the probe's last 2 soap calls"), "{failing}");
        assert!(failing.contains("2026-01-05 13:00:00 (timed-out)"), "{failing}");
        assert!(what(0, None, 5).unwrap().contains("has made no soap call since"));
    }
}
