use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use workers::{State, WorkerStatus};

use crate::alert::{Alert, AlertKind};
use crate::alert_thresholds::AlertThresholds;
use crate::look::{self, DatabaseProbe, DiskSpace, Waiting};
use crate::note::Note;
use crate::sources::{Process, Sources};

/// Files in the inbox that are listed.
const LISTED: usize = 50;

/// The state of an installation: the answer of `/health` and `cprabo healthcheck --json`. Nothing personal.
///
/// Fields missing in an answer of another version get their default, which for [`Health::healthy`] is `false`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Whether nothing needs a person.
    pub healthy: bool,
    /// When it was looked at.
    pub at: Timestamp,
    /// What needs a person.
    pub troubles: Vec<Alert>,
    /// Information that is not urgent: it does not make the installation unhealthy.
    pub notes: Vec<Note>,
    /// The server's workers; none when no server runs.
    pub workers: Vec<WorkerHealth>,
    /// The disks, with what the next day needs.
    pub disks: Vec<DiskSpace>,
    /// Files that wait in the inbox; the first fifty.
    pub inbox: Vec<Waiting>,
    /// PRODDTO of the last extract.
    pub last_proddto: Option<Date>,
    /// When everything at rest was verified last, since the server started.
    pub verified_at: Option<Timestamp>,
}

/// How a worker stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkerHealth {
    /// Its name.
    pub name: String,
    /// `running`, `restarting` or `ended`.
    pub state: String,
    /// What it is doing.
    pub activity: String,
    /// For how many seconds.
    pub activity_seconds: u64,
    /// Seconds since its last sign of life.
    pub heartbeat_seconds: u64,
    /// Consecutive failures until now.
    pub failures: u32,
    /// The number of restarts after a panic.
    pub restarts: u32,
    /// Its last error, with the time.
    pub last_error: Option<String>,
}

impl Health {
    /// The state at a moment. Takes as long as disk and database take.
    pub fn of(sources: &Sources, now: Timestamp) -> Self {
        Self::probing(sources, now, &mut DatabaseProbe::begin())
    }

    /// The same within the time that is left for the database.
    pub(crate) fn probing(sources: &Sources, now: Timestamp, probe: &mut DatabaseProbe) -> Self {
        let Sources { store, data, inbox, process, .. } = sources;
        let mut troubles = look::at_machine(sources, now);
        let last = probe.ask(|| store.last_applied());
        let last_run = last.as_ref().map(Option::as_ref);
        troubles.extend(look::at_database(sources, last_run, now, probe));
        let disks = look::disks(data, inbox, probe.ask(|| store.largest_day()));
        troubles.extend(look::at_disks(&disks));
        let accounts = probe.ask(|| store.legacy_accounts()).unwrap_or_default();
        let mut notes = look::old_clients(&accounts);
        notes.extend(look::refused_transfers(store, now, probe));
        notes.extend(look::expiries(sources, now, probe));
        troubles.extend(probe.alert());
        let process = process.as_ref();
        Self {
            healthy: troubles.is_empty(),
            at: now,
            troubles,
            notes,
            workers: process.map(workers).unwrap_or_default(),
            disks,
            inbox: listed(inbox),
            last_proddto: last.flatten().and_then(|run| run.header).map(|header| header.proddto),
            verified_at: process.and_then(|process| process.integrity.status().passed_at),
        }
    }

    /// The state when nothing could be checked.
    pub fn unseen(now: Timestamp) -> Self {
        Self { at: now, ..Self::default() }
    }

    /// The state of an installation whose database cannot be opened, with the reason.
    pub fn without_database(
        data: &Path,
        inbox: &Path,
        thresholds: &AlertThresholds,
        why: String,
        now: Timestamp,
    ) -> Self {
        let disks = look::disks(data, inbox, None);
        let mut troubles = vec![AlertKind::Database.of(why)];
        troubles.extend(look::at_inbox(inbox, thresholds, now));
        troubles.extend(look::at_disks(&disks));
        Self { at: now, troubles, disks, inbox: listed(inbox), ..Self::default() }
    }

    /// The same, with one more alert.
    #[must_use]
    pub fn with(mut self, alert: Alert) -> Self {
        self.healthy = false;
        self.troubles.insert(0, alert);
        self
    }
}

fn listed(inbox: &Path) -> Vec<Waiting> {
    let mut waiting = look::waiting(inbox);
    waiting.truncate(LISTED);
    waiting
}

fn workers(process: &Process) -> Vec<WorkerHealth> {
    process.workers.statuses().iter().map(worker).collect()
}

fn worker(status: &WorkerStatus) -> WorkerHealth {
    let last_error = status.last_error.as_ref();
    WorkerHealth {
        name: status.name.to_owned(),
        state: match status.state {
            State::Running => "running",
            State::Restarting => "restarting",
            State::Ended => "ended",
        }
        .to_owned(),
        activity: look::describe_activity(status.activity),
        activity_seconds: status.activity_for.as_secs(),
        heartbeat_seconds: status.beat_ago.as_secs(),
        failures: status.failures,
        restarts: status.restarts,
        last_error: last_error.map(|error| format!("{:.0} {}", error.at, error.text)),
    }
}
