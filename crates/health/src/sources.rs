use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use blobs::AccountFolders;
use clock::Clock;
use jiff::{SignedDuration, Timestamp};
use logging::LogStatus;
use net::{ConnectionCounters, RefusalLog};
use pipeline::Integrity;
use store::Store;
use uploads::Uploads;
use workers::{OpenCalls, Workers};

use crate::alert_thresholds::AlertThresholds;

/// What is checked for an installation's health.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The database, with calls within the limits of [`store::CallLimits::HEALTH`].
    pub store: Store,
    /// The files that are served.
    pub folders: AccountFolders,
    /// What time it is.
    pub clock: Clock,
    /// How long a state may last before it needs a person.
    pub thresholds: AlertThresholds,
    /// How long a password of OFF4 is valid; `None` is for ever.
    pub passwords_last: Option<SignedDuration>,
    /// The data directory.
    pub data: PathBuf,
    /// The folder into which extracts are put.
    pub inbox: PathBuf,
    /// Data that only the server's own process has; `None` when none runs.
    pub process: Option<Process>,
}

/// Data of the server's own process.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its long-running work.
    pub workers: Workers,
    /// Its log.
    pub log: Arc<LogStatus>,
    /// The findings of the scrub.
    pub integrity: Integrity,
    /// Counts of connections, for each listener.
    pub connections: Vec<Arc<ConnectionCounters>>,
    /// Refusals below the application.
    pub refusals: Arc<RefusalLog>,
    /// Clients' calls in progress.
    pub calls: OpenCalls,
    /// Why commands on this machine cannot ask for the health, if they cannot.
    pub no_socket: Arc<OnceLock<String>>,
    /// What systems upload, if any may.
    pub uploads: Option<Uploads>,
    /// When the server's own TLS certificate ends.
    pub certificate_ends: Option<Timestamp>,
}
