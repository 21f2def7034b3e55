use anyhow::{Result, bail};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::error;

/// The server's listeners, each in a task of its own. When one panics the process ends, so that its supervisor restarts
/// it: a listening socket cannot be given to another task.
pub(super) struct ListenerTasks {
    close: CancellationToken,
    running: JoinSet<&'static str>,
}

impl ListenerTasks {
    pub(super) fn new(close: CancellationToken) -> Self {
        Self { close, running: JoinSet::new() }
    }

    pub(super) fn spawn(
        &mut self,
        name: &'static str,
        serve: impl Future<Output = ()> + Send + 'static,
    ) {
        self.running.spawn(async move {
            serve.await;
            name
        });
    }

    /// Returns when all have closed.
    ///
    /// # Errors
    /// When one closed without being asked to.
    pub(super) async fn join(mut self) -> Result<()> {
        let mut failed = false;
        while let Some(ended) = self.running.join_next().await {
            if !self.close.is_cancelled() {
                let listener = ended.unwrap_or("one that panicked");
                error!(
                    event = "listener.ended",
                    listener,
                    "a listener ended: the process stops so that its supervisor restarts it"
                );
                failed = true;
                self.close.cancel();
            }
        }
        if failed {
            bail!("a listener ended: restart the server");
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::panic, reason = "tests")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn listener_that_panics_ends_the_others_and_the_process() {
        let close = CancellationToken::new();
        let mut listeners = ListenerTasks::new(close.clone());
        listeners.spawn("good", close.cancelled_owned());
        listeners.spawn("bad", async { panic!("on purpose") });
        assert!(listeners.join().await.is_err());
    }

    #[tokio::test]
    async fn listeners_close_when_cancelled() {
        let close = CancellationToken::new();
        let mut listeners = ListenerTasks::new(close.clone());
        listeners.spawn("one", close.clone().cancelled_owned());
        close.cancel();
        listeners.join().await.unwrap();
    }
}
