use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use workers::{State, WorkerStatus};

use crate::look::{self, DiskSpace, Waiting};
use crate::sources::{Process, Sources};
use crate::trouble::Trouble;

/// Files in the inbox that are listed.
const LISTED: usize = 50;

/// How an installation stands: what `/health` and `cprabo healthcheck --json` answer. Nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Whether nothing needs a person.
    pub healthy: bool,
    /// When it was looked at.
    pub at: Timestamp,
    /// What needs a person.
    pub troubles: Vec<Trouble>,
    /// The server's long-running work; none where no server runs.
    pub workers: Vec<WorkerHealth>,
    /// The disks, beside what the next day needs.
    pub disks: Vec<DiskSpace>,
    /// Files that wait in the inbox; the first fifty.
    pub inbox: Vec<Waiting>,
    /// PRODDTO of the last extract.
    pub last_proddto: Option<Date>,
    /// When everything at rest was verified last, since the server started.
    pub verified_at: Option<Timestamp>,
}

/// How a worker stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerHealth {
    /// Its name.
    pub name: String,
    /// `running`, `restarting` or `ended`.
    pub state: String,
    /// What it is doing.
    pub activity: String,
    /// For how many seconds.
    pub activity_seconds: u64,
    /// How many seconds ago it gave a sign of life.
    pub heartbeat_seconds: u64,
    /// Attempts that failed one after the other until now.
    pub failures: u32,
    /// How often it panicked and was started again.
    pub restarts: u32,
    /// Its last error, with the moment.
    pub last_error: Option<String>,
}

impl Health {
    /// What is found at a moment. Takes as long as the disk and the database take.
    pub fn of(sources: &Sources, now: Timestamp) -> Self {
        let mut troubles = look::at_machine(sources, now);
        troubles.extend(look::at_database(sources, now));
        let process = sources.process.as_ref();
        let mut inbox = look::waiting(&sources.inbox);
        inbox.truncate(LISTED);
        // What cannot be asked is among the troubles.
        let last = sources.store.last_applied().ok().flatten().and_then(|run| run.header);
        Self {
            healthy: troubles.is_empty(),
            at: now,
            troubles,
            workers: process.map(workers).unwrap_or_default(),
            disks: look::disks(sources).unwrap_or_default(),
            inbox,
            last_proddto: last.map(|header| header.proddto),
            verified_at: process.and_then(|process| process.integrity.status().passed_at),
        }
    }

    /// Where nothing could be looked at.
    pub fn unseen(now: Timestamp) -> Self {
        Self {
            healthy: true,
            at: now,
            troubles: Vec::new(),
            workers: Vec::new(),
            disks: Vec::new(),
            inbox: Vec::new(),
            last_proddto: None,
            verified_at: None,
        }
    }

    /// The same, with something else that needs a person.
    #[must_use]
    pub fn with(mut self, trouble: Trouble) -> Self {
        self.healthy = false;
        self.troubles.insert(0, trouble);
        self
    }
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
        activity: look::doing(status.activity),
        activity_seconds: status.activity_for.as_secs(),
        heartbeat_seconds: status.beat_ago.as_secs(),
        failures: status.failures,
        restarts: status.restarts,
        last_error: last_error.map(|error| format!("{:.0} {}", error.at, error.text)),
    }
}
