use std::time::{Duration, Instant};

use https::Closing;
use pipeline::{Interrupted, Progress, Step};

/// Waits its turn, but not for ever, and not when the server stops: a caller is told to come again.
pub(crate) struct Patience {
    until: Instant,
    closing: Closing,
}

impl Patience {
    /// From now on, so long.
    pub(crate) fn new(patience: Duration, closing: Closing) -> Self {
        Self { until: Instant::now() + patience, closing }
    }
}

impl Progress for Patience {
    fn step(&self, step: Step<'_>) -> Result<(), Interrupted> {
        let is_over = || self.closing.has_begun() || Instant::now() > self.until;
        match step {
            Step::Waiting(_) if is_over() => Err(Interrupted),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    #[test]
    fn it_is_for_waiting_and_ends() {
        let at_once = Patience::new(Duration::ZERO, Closing::default());
        let later = Patience::new(Duration::from_secs(60), Closing::default());
        assert_eq!(at_once.step(Step::Waiting("a lock")), Err(Interrupted));
        assert_eq!(at_once.step(Step::Looking), Ok(()));
        assert_eq!(later.step(Step::Waiting("a lock")), Ok(()));
    }

    #[test]
    fn it_ends_when_the_server_stops() {
        let close = CancellationToken::new();
        let patience = Patience::new(Duration::from_secs(60), close.clone().into());
        assert_eq!(patience.step(Step::Waiting("a lock")), Ok(()));
        close.cancel();
        assert_eq!(patience.step(Step::Waiting("a lock")), Err(Interrupted));
    }
}
