use std::time::Duration;

use jiff::Timestamp;

/// What a worker is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Nothing: it looks again soon whether there is something.
    Idle,
    /// Something, and what. It gives signs of life every now and then.
    Working(&'static str),
    /// Something in one long step without a sign of life, and what.
    LongStep(&'static str),
    /// Nothing, since somebody else holds what it needs: what that is.
    WaitingFor(&'static str),
}

/// Whether a worker's work goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It does.
    Running,
    /// It panicked, and is started again after a pause.
    Restarting,
    /// It has ended, as it should when the process stops.
    Ended,
}

/// Why something that a worker did failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastError {
    /// When.
    pub at: Timestamp,
    /// What was being done, and why it failed, with causes. Never personal data.
    pub text: String,
}

/// How a worker stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerStatus {
    /// Its name, which is also its thread's.
    pub name: &'static str,
    /// Whether its work goes on.
    pub state: State,
    /// What it is doing.
    pub activity: Activity,
    /// For how long it has been doing that.
    pub activity_for: Duration,
    /// How long ago it gave a sign of life.
    pub beat_ago: Duration,
    /// Attempts that failed one after the other until now; 0 when the last one did not.
    pub failures: u32,
    /// The last error, also when what failed has been done since.
    pub last_error: Option<LastError>,
    /// How often it panicked and was started again.
    pub restarts: u32,
    /// How long ago it panicked last.
    pub panicked_ago: Option<Duration>,
}
