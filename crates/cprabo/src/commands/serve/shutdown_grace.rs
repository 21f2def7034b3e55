use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

/// How long the process may take in total to end: orchestrators kill after 30 seconds. Unfinished work is as safe as
/// after a kill.
const LONGEST: Duration = Duration::from_secs(20);

/// The shutdown: whether it has begun, and the time left until it must be over. Connections, workers and blocking calls
/// share that time.
#[derive(Debug, Clone)]
pub(crate) struct ShutdownGrace {
    close: CancellationToken,
    longest: Duration,
    ends: Arc<OnceLock<Instant>>,
}

impl ShutdownGrace {
    /// It begins when `close` is cancelled.
    pub(crate) fn new(close: CancellationToken) -> Self {
        Self::within(LONGEST, close)
    }

    fn within(longest: Duration, close: CancellationToken) -> Self {
        Self { close, longest, ends: Arc::default() }
    }

    /// What begins it.
    pub(super) fn close(&self) -> &CancellationToken {
        &self.close
    }

    /// Returns when it has begun and its time is over.
    pub(super) async fn over(&self) {
        self.close.cancelled().await;
        tokio::time::sleep(self.left()).await;
    }

    /// The time left. The first call starts the clock.
    pub(crate) fn left(&self) -> Duration {
        let ends = *self.ends.get_or_init(|| Instant::now() + self.longest);
        ends.saturating_duration_since(Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn shutdown_is_over_when_it_has_begun_and_its_time_is_over() {
        let close = CancellationToken::new();
        let shutdown_grace = ShutdownGrace::within(Duration::ZERO, close.clone());
        let over = tokio::spawn({
            let shutdown_grace = shutdown_grace.clone();
            async move { shutdown_grace.over().await }
        });
        tokio::task::yield_now().await;
        assert!(!over.is_finished());
        close.cancel();
        over.await.unwrap();
        assert_eq!(shutdown_grace.left(), Duration::ZERO);
    }

    #[test]
    fn shutdown_has_one_end_for_all_who_share_it() {
        let shutdown_grace = ShutdownGrace::new(CancellationToken::new());
        let (first, second) = (shutdown_grace.left(), shutdown_grace.clone().left());
        assert!(second <= first && first <= LONGEST);
        assert_eq!(shutdown_grace.ends.get(), shutdown_grace.clone().ends.get());
    }
}
