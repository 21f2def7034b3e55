use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result};
use pipeline::PipelineObserver;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::warn;
use workers::{Worker, Workers};

use super::shutdown_grace::ShutdownGrace;
use crate::progress::Supervised;

/// How often the end of the process checks whether workers have stopped.
const LOOK: Duration = Duration::from_millis(10);

/// The server's workers, each on a thread of its own and restarted after a panic.
pub(super) struct Threads {
    workers: Workers,
    close: CancellationToken,
    running: Vec<(&'static str, JoinHandle<()>)>,
}

impl Threads {
    /// Without workers; they stop when `close` is cancelled.
    pub(super) const fn new(workers: Workers, close: CancellationToken) -> Self {
        Self { workers, close, running: Vec::new() }
    }

    /// Starts a worker, which returns when its observer cancels.
    pub(super) fn spawn(
        &mut self,
        name: &'static str,
        mut work: impl FnMut(&dyn PipelineObserver, &Worker) + Send + 'static,
    ) -> Result<()> {
        let worker = self.workers.add(name);
        let close = self.close.clone();
        let supervised = Supervised { close: close.clone(), worker: worker.clone() };
        let run = move || {
            worker.supervise(&|| close.is_cancelled(), || work(&supervised, &worker));
        };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(run);
        self.running.push((name, thread.with_context(|| format!("cannot start {name}"))?));
        Ok(())
    }

    /// Starts a worker without progress steps. It returns when the process stops.
    pub(super) fn spawn_loop(
        &mut self,
        name: &'static str,
        mut work: impl FnMut(&dyn Fn() -> bool, &Worker) + Send + 'static,
    ) -> Result<()> {
        let close = self.close.clone();
        self.spawn(name, move |_, worker| work(&|| close.is_cancelled(), worker))
    }

    /// Returns when all have stopped, or no time is left.
    pub(super) async fn join(self, shutdown_grace: &ShutdownGrace) {
        let stopped = async {
            while self.running.iter().any(|(_, thread)| !thread.is_finished()) {
                sleep(LOOK).await;
            }
        };
        if timeout(shutdown_grace.left(), stopped).await.is_err() {
            for (worker, _) in self.running.iter().filter(|(_, thread)| !thread.is_finished()) {
                warn!(
                    event = "worker.not_stopping",
                    worker, "a worker does not stop: the process ends without it"
                );
            }
        }
    }
}
