use std::time::Duration;

use store::{Author, RunId, System, Undone};
use tracing::warn;

use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::PipelineObserver;
use crate::retention::sweep;

impl Pipeline {
    /// Undoes the last run, as if it had never come, if no system has fetched anything of it; then continues with the
    /// runs that waited. Its file remains in the archive.
    ///
    /// Systems are suspended meanwhile, so that none can fetch: sessions end within `quiet`, and record what they sent.
    /// `quiet` is zero when no server runs.
    ///
    /// # Errors
    /// [`PipelineError::NotUndoable`] when it is not the last, or somebody has data of it. Nothing has changed then.
    pub fn undo_run(
        &self,
        id: RunId,
        author: &Author,
        quiet: Duration,
        progress: &dyn PipelineObserver,
    ) -> Result<Undone, PipelineError> {
        let (leased, _lock) = self.begin(progress)?;
        // Not under the lease: whoever was suspended must be let in again, also when it is lost.
        let kept_out = if quiet.is_zero() { Vec::new() } else { self.keep_out(author)? };
        std::thread::sleep(quiet);
        let undone = leased.undo_now(id, author);
        for system in kept_out {
            self.store.set_suspended(system.id, false, author, self.clock().now())?;
        }
        let undone = undone?;
        warn!(event = "run.undone", run = %id, who = %author.actor, "run undone");
        leased.advance(None, progress)?;
        Ok(undone)
    }

    fn undo_now(&self, id: RunId, author: &Author) -> Result<Undone, PipelineError> {
        let undone = self.store.undo_run(id, author, self.clock().now())?;
        let undone = undone.map_err(|why| PipelineError::NotUndoable { run: id, why })?;
        // The ledger no longer shows the files; if a crash comes first, the next round removes them.
        sweep(&self.store, &self.files, &self.store.published_deliveries()?)?;
        Ok(undone)
    }

    /// Suspends every system that is not suspended, and returns them.
    fn keep_out(&self, author: &Author) -> Result<Vec<System>, PipelineError> {
        let mut systems = self.store.systems()?;
        systems.retain(|system| system.suspended_at.is_none());
        for system in &systems {
            self.store.set_suspended(system.id, true, author, self.clock().now())?;
        }
        Ok(systems)
    }
}
