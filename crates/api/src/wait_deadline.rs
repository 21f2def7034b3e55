use std::time::{Duration, Instant};

use https::ShutdownSignal;
use pipeline::{Cancelled, PipelineEvent, PipelineObserver};

/// Waits for a turn up to a deadline, and not when the server stops: the caller is asked to come again.
pub(crate) struct WaitDeadline {
    until: Instant,
    shutdown: ShutdownSignal,
}

impl WaitDeadline {
    /// From now on, so long.
    pub(crate) fn new(patience: Duration, shutdown: ShutdownSignal) -> Self {
        Self { until: Instant::now() + patience, shutdown }
    }
}

impl PipelineObserver for WaitDeadline {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        let is_over = || self.shutdown.has_begun() || Instant::now() > self.until;
        match step {
            PipelineEvent::Waiting(_) if is_over() => Err(Cancelled),
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
        let at_once = WaitDeadline::new(Duration::ZERO, ShutdownSignal::default());
        let later = WaitDeadline::new(Duration::from_secs(60), ShutdownSignal::default());
        assert_eq!(at_once.step(PipelineEvent::Waiting("a lock")), Err(Cancelled));
        assert_eq!(at_once.step(PipelineEvent::Looking), Ok(()));
        assert_eq!(later.step(PipelineEvent::Waiting("a lock")), Ok(()));
    }

    #[test]
    fn it_ends_when_the_server_stops() {
        let close = CancellationToken::new();
        let patience = WaitDeadline::new(Duration::from_secs(60), close.clone().into());
        assert_eq!(patience.step(PipelineEvent::Waiting("a lock")), Ok(()));
        close.cancel();
        assert_eq!(patience.step(PipelineEvent::Waiting("a lock")), Err(Cancelled));
    }
}
