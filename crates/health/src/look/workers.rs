use std::time::Duration;

use clock::danish_time;
use workers::{Activity, State, WorkerStatus};

use crate::alert::{Alert, AlertKind};
use crate::alert_thresholds::AlertThresholds;
use crate::sources::Process;

/// How long work may go on without a sign of life: reading a large file from a slow disk takes longest.
const LONGEST_WORK: Duration = Duration::from_secs(3 * 60);
/// The same for a long step: the largest extract is applied in a minute or two on a good machine.
const LONGEST_STEP: Duration = Duration::from_secs(15 * 60);
/// How long a panic of a worker is reported.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// Workers that fail or have stalled.
pub(super) fn look(process: &Process, thresholds: &AlertThresholds) -> Vec<Alert> {
    let statuses = process.workers.statuses();
    statuses.iter().filter_map(|status| alert(status, thresholds)).collect()
}

fn alert(status: &WorkerStatus, thresholds: &AlertThresholds) -> Option<Alert> {
    let name = status.name;
    let what = match (status.state, status.activity) {
        (State::Ended, _) => format!("{name} has ended: restart the server"),
        (State::Restarting, _) => format!("{name} panicked, and is started again"),
        (State::Running, Activity::WaitingFor(what))
            if status.activity_for > thresholds.stalled =>
        {
            let seconds = status.activity_for.as_secs();
            let advice = advice(what);
            format!("{name} has been waiting for {what} for {seconds} s: {advice}")
        }
        (State::Running, activity) if status.beat_ago > longest(activity, thresholds) => {
            let seconds = status.beat_ago.as_secs();
            let doing = describe_activity(activity);
            format!(
                "{name} has given no sign of life for {seconds} s, while {doing}: restart the server"
            )
        }
        (State::Running, _) if status.failures > 0 => failing(status),
        (State::Running, _) if status.panicked_ago.is_some_and(|ago| ago < REMEMBERED) => {
            let (restarts, minutes) = (status.restarts, status.panicked_ago?.as_secs() / 60);
            format!(
                "{name} panicked {minutes} minutes ago and was started again, {restarts} times so far: this is a bug"
            )
        }
        (State::Running, _) => return None,
    };
    Some(AlertKind::Worker.of(what))
}

/// The advice about work that does not finish.
fn advice(what: &str) -> &'static str {
    match what {
        pipeline::SOUND_DATABASE => {
            "the check of a large one takes minutes; what it finds is reported as `damaged`, and `cprabo verify` says what to do"
        }
        _ => "what holds it?",
    }
}

/// How long it may be silent in that activity.
fn longest(activity: Activity, thresholds: &AlertThresholds) -> Duration {
    match activity {
        Activity::LongStep(_) => LONGEST_STEP.max(thresholds.stalled),
        Activity::Working(_) => LONGEST_WORK.max(thresholds.stalled),
        Activity::Idle | Activity::WaitingFor(_) => thresholds.stalled,
    }
}

/// For people.
pub(crate) fn describe_activity(activity: Activity) -> String {
    match activity {
        Activity::Idle => "idle".to_owned(),
        Activity::Working(what) | Activity::LongStep(what) => what.to_owned(),
        Activity::WaitingFor(what) => format!("waiting for {what}"),
    }
}

fn failing(status: &WorkerStatus) -> String {
    let WorkerStatus { name, failures, last_error, .. } = status;
    let last = last_error.as_ref().map_or(String::new(), |error| {
        format!(", last at {}: {}", danish_time(error.at), error.text)
    });
    format!("{name} has failed {failures} times{last}; it tries again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(change: impl FnOnce(&mut WorkerStatus)) -> Option<String> {
        let mut status = WorkerStatus {
            name: "inbox-watcher",
            state: State::Running,
            activity: Activity::Idle,
            activity_for: Duration::ZERO,
            beat_ago: Duration::ZERO,
            failures: 0,
            last_error: None,
            restarts: 0,
            panicked_ago: None,
        };
        change(&mut status);
        alert(&status, &AlertThresholds::default()).map(|alert| alert.what)
    }

    fn is_reported(change: impl FnOnce(&mut WorkerStatus), expected: &str) {
        let what = status(change);
        assert!(what.as_ref().is_some_and(|what| what.contains(expected)), "{what:?}");
    }

    #[test]
    fn worker_that_does_its_work_is_no_trouble() {
        assert_eq!(status(|_| {}), None);
        let working = |status: &mut WorkerStatus| {
            status.activity = Activity::Working("reading an extract");
            status.beat_ago = LONGEST_WORK;
        };
        assert_eq!(status(working), None);
        let applying = |status: &mut WorkerStatus| {
            status.activity = Activity::LongStep("applying an extract");
            status.beat_ago = LONGEST_STEP;
        };
        assert_eq!(status(applying), None);
    }

    #[test]
    fn worker_that_does_not_is_one() {
        is_reported(|status| status.state = State::Ended, "has ended");
        is_reported(|status| status.state = State::Restarting, "panicked");
        is_reported(|status| status.failures = 3, "failed 3 times");
        is_reported(|status| status.panicked_ago = Some(Duration::from_secs(120)), "2 minutes ago");
        is_reported(|status| status.beat_ago = Duration::from_secs(61), "no sign of life for 61 s");
        let waits = |status: &mut WorkerStatus| {
            status.activity = Activity::WaitingFor("pipeline.lock");
            status.activity_for = Duration::from_secs(61);
        };
        is_reported(waits, "waiting for pipeline.lock for 61 s: what holds it?");
        let waits = |status: &mut WorkerStatus| {
            status.activity = Activity::WaitingFor(pipeline::SOUND_DATABASE);
            status.activity_for = Duration::from_secs(61);
        };
        is_reported(waits, "waiting for a sound database for 61 s: the check of a large one");
        let is_silent = |activity, longest: Duration| {
            let silent = |status: &mut WorkerStatus| {
                status.activity = activity;
                status.beat_ago = longest + Duration::from_secs(1);
            };
            is_reported(silent, "no sign of life");
        };
        is_silent(Activity::Working("reading an extract"), LONGEST_WORK);
        is_silent(Activity::LongStep("applying an extract"), LONGEST_STEP);
    }
}
