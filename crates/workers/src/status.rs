use std::time::Duration;

use jiff::Timestamp;

/// What a worker is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Nothing: it checks again soon.
    Idle,
    /// This work, with regular signs of life.
    Working(&'static str),
    /// This step, which is long and gives no sign of life.
    LongStep(&'static str),
    /// Nothing: it waits for something that another process holds.
    WaitingFor(&'static str),
}

/// Whether a worker runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does.
    Running,
    /// It panicked, and is restarted after a pause.
    Restarting,
    /// It has ended, as it does when the process stops.
    Ended,
}

/// Why a worker's operation failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastError {
    /// When.
    pub at: Timestamp,
    /// The operation and the error with its causes. Never personal data.
    pub text: String,
}

/// How a worker stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerStatus {
    /// Its name, which is also the thread's name.
    pub name: &'static str,
    /// Whether it runs.
    pub state: State,
    /// What it is doing.
    pub activity: Activity,
    /// How long it has been doing that.
    pub activity_for: Duration,
    /// The time since its last sign of life.
    pub beat_ago: Duration,
    /// Consecutive failures until now; 0 after a success.
    pub failures: u32,
    /// The last error. It stays after a success.
    pub last_error: Option<LastError>,
    /// The number of restarts after a panic.
    pub restarts: u32,
    /// The time since the last panic.
    pub panicked_ago: Option<Duration>,
}
