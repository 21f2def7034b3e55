use std::time::Duration;

/// Limits for calls of the store: how long one may wait and work, and how many may do so at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// How long a call that writes waits for its turn, behind others of this process and of other
    /// processes.
    pub wait_to_write: Duration,
    /// How many calls of all kinds may wait for a write at once.
    pub writers_waiting: usize,
    /// How long a call that reads may take in all; `None` for no limit.
    pub read_time: Option<Duration>,
    /// How many calls may read at once.
    pub readers: usize,
    /// Whether a write may share one commit with those that follow at once: many small ones are
    /// faster so, and each waits for the others' work.
    pub shares_commits: bool,
}

impl CallLimits {
    /// For work that must be done and that no client waits for: extracts, loads, commands.
    pub const WORK: Self = Self {
        // Longer than the largest run takes.
        wait_to_write: Duration::from_secs(120),
        writers_waiting: usize::MAX,
        read_time: None,
        readers: 64,
        shares_commits: false,
    };

    /// For calls that a client waits for: it gets an error that says to retry when there is no turn in time.
    pub const REQUESTS: Self = Self {
        wait_to_write: Duration::from_secs(10),
        writers_waiting: 64,
        read_time: Some(Duration::from_secs(30)),
        readers: 32,
        shares_commits: true,
    };

    /// For health and metrics.
    pub const HEALTH: Self = Self {
        wait_to_write: Duration::from_secs(2),
        writers_waiting: 64,
        read_time: Some(Duration::from_secs(5)),
        readers: 2,
        shares_commits: false,
    };
}
