use std::time::Duration;

use crate::alert::{Alert, AlertKind};
use crate::sources::Process;

/// How long lost lines and panics are reported.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);
/// How long writing a line may take.
const LONGEST_WRITE: Duration = Duration::from_secs(10);

/// A log that loses lines, and threads that panicked.
pub(super) fn look(process: &Process) -> Vec<Alert> {
    let log = &process.log;
    let mut alerts = Vec::new();
    if let Some(loss) = log.last_loss().filter(|loss| loss.at.elapsed() < REMEMBERED) {
        let (lost, minutes) = (log.lost_lines(), loss.at.elapsed().as_secs() / 60);
        let what = format!(
            "{lost} lines of the log are lost since the server started, the last {minutes} minutes ago: {}",
            loss.reason
        );
        alerts.push(AlertKind::Log.of(what));
    }
    if let Some(blocked) = log.blocked_for().filter(|blocked| *blocked > LONGEST_WRITE) {
        let seconds = blocked.as_secs();
        let what = format!(
            "the log has not accepted a line for {seconds} s: the reader of standard error is stuck"
        );
        alerts.push(AlertKind::Log.of(what));
    }
    if let Some(panic) = log.last_panic().filter(|panic| panic.at.elapsed() < REMEMBERED) {
        let (panics, place) = (log.panics(), &panic.place);
        let what = format!(
            "{panics} threads panicked since the server started, the last at {place}: this is a bug, please report the place"
        );
        alerts.push(AlertKind::Panic.of(what));
    }
    alerts
}
