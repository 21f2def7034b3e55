//! Extracts that a fault holds. Here whoever tries a client decides, so that time can run on.

use std::sync::atomic::{AtomicU32, Ordering};

use pipeline::{Cancelled, PipelineEvent, PipelineObserver};
use store::{Author, Decision, Run, RunId, RunState};

use crate::error::SandboxError;
use crate::sandbox::Sandbox;

/// How often a decision asks whether another process has finished with extracts: some seconds in all.
const TRIES: u32 = 60;

impl Sandbox {
    /// The first extract that is held, and how many wait behind it.
    ///
    /// # Errors
    /// When the store fails.
    pub fn held(&self) -> Result<Option<(Run, usize)>, SandboxError> {
        let pending = self.store.pending_runs()?;
        let waiting = pending.len().saturating_sub(1);
        let held = pending.into_iter().find(|run| run.state == RunState::Held);
        Ok(held.map(|run| (run, waiting)))
    }

    /// Releases or rejects a held extract, and takes on what waits behind it.
    ///
    /// # Errors
    /// When it cannot be decided on so; [`SandboxError::Busy`] while a day passes.
    pub fn resolve(
        &self,
        run: RunId,
        decision: Decision,
        author: &Author,
    ) -> Result<Run, SandboxError> {
        let _turn = self.try_turn()?;
        let deadline = WaitDeadline(AtomicU32::new(0));
        let resolved = match decision {
            Decision::Release => self.pipeline.release(run, author, &deadline),
            Decision::Reject => self.pipeline.reject(run, author, &deadline),
        };
        Ok(resolved?)
    }
}

/// Ends the wait for another process, so that a page is answered.
struct WaitDeadline(AtomicU32);

impl PipelineObserver for WaitDeadline {
    fn step(&self, step: PipelineEvent<'_>) -> Result<(), Cancelled> {
        let is_waiting = matches!(step, PipelineEvent::Waiting(_));
        let is_over = is_waiting && self.0.fetch_add(1, Ordering::Relaxed) >= TRIES;
        if is_over { Err(Cancelled) } else { Ok(()) }
    }
}
