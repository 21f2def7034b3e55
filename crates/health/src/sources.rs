use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use blobs::AccountFolders;
use clock::Clock;
use jiff::Timestamp;
use logging::LogStatus;
use net::{ConnectionCounters, RefusalLog};
use pipeline::Integrity;
use store::Store;
use workers::{OpenCalls, Workers};

use crate::alert_thresholds::AlertThresholds;

/// What is looked at to say how an installation stands.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The database; its calls within the limits of [`store::CallLimits::HEALTH`].
    pub store: Store,
    /// The files that are served.
    pub folders: AccountFolders,
    /// What time it is.
    pub clock: Clock,
    /// After how long something needs a person.
    pub thresholds: AlertThresholds,
    /// The data directory.
    pub data: PathBuf,
    /// The folder into which extracts are put.
    pub inbox: PathBuf,
    /// What only the server's own process knows; `None` where none runs.
    pub process: Option<Process>,
}

/// What the server's own process knows.
#[derive(Debug, Clone)]
pub struct Process {
    /// Its long-running work.
    pub workers: Workers,
    /// Its log.
    pub log: Arc<LogStatus>,
    /// What the scrub has found.
    pub integrity: Integrity,
    /// What became of connections, for each listener.
    pub connections: Vec<Arc<ConnectionCounters>>,
    /// What was refused below the application.
    pub refusals: Arc<RefusalLog>,
    /// Calls of clients that are under way.
    pub calls: OpenCalls,
    /// Why commands on this machine cannot ask how it stands, if they cannot.
    pub no_socket: Arc<OnceLock<String>>,
    /// When the server's own TLS certificate ends.
    pub certificate_ends: Option<Timestamp>,
}
