use std::time::Duration;

/// How long a call of the store may wait and work, and how many may do so at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLimits {
    /// How long one that changes something waits for its turn, behind others of this process and behind other
    /// processes.
    pub wait_to_write: Duration,
    /// How many may wait so, of all kinds, for another to be let into the queue.
    pub writers_waiting: usize,
    /// How long one that reads may take in all; `None` for as long as it needs.
    pub read_time: Option<Duration>,
    /// How many may read at once.
    pub readers: usize,
    /// Whether one that changes something is made durable by one commit with others that come right behind it: many
    /// small ones at once are faster, and each waits for others' work.
    pub shares_commits: bool,
}

impl CallLimits {
    /// For work that nobody waits for, and that must be done: extracts, loads, commands.
    pub const WORK: Self = Self {
        // Longer than the largest run takes.
        wait_to_write: Duration::from_secs(120),
        writers_waiting: usize::MAX,
        read_time: None,
        readers: 64,
        shares_commits: false,
    };

    /// For calls that somebody waits for: whoever does not get a turn is told to come back.
    pub const REQUESTS: Self = Self {
        wait_to_write: Duration::from_secs(10),
        writers_waiting: 64,
        read_time: Some(Duration::from_secs(30)),
        readers: 32,
        shares_commits: true,
    };

    /// For whoever asks how it stands.
    pub const HEALTH: Self = Self {
        wait_to_write: Duration::from_secs(2),
        writers_waiting: 64,
        read_time: Some(Duration::from_secs(5)),
        readers: 2,
        shares_commits: false,
    };
}
