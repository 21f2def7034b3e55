use std::time::{Duration, Instant};

use pipeline::{Interrupted, Progress, Step};

/// Waits its turn, but not for ever: a caller is told to come again.
pub(crate) struct Patience {
    until: Instant,
}

impl Patience {
    /// From now on, so long.
    pub(crate) fn new(patience: Duration) -> Self {
        Self { until: Instant::now() + patience }
    }
}

impl Progress for Patience {
    fn step(&self, step: Step<'_>) -> Result<(), Interrupted> {
        match step {
            Step::Waiting if Instant::now() > self.until => Err(Interrupted),
            _ => Ok(()),
        }
    }
}
