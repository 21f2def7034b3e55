use store::{Author, RunId, Undone};
use tracing::warn;

use crate::error::PipelineError;
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::retention::sweep;

impl Pipeline {
    /// Takes back the last run, as if it had never come, while nobody has fetched anything of it; then goes on with what
    /// waited. Its file stays in the archive.
    ///
    /// # Errors
    /// [`PipelineError::NotUndoable`] when it is not the last, or somebody has data of it. Nothing has changed then.
    pub fn undo_run(
        &self,
        id: RunId,
        author: &Author,
        progress: &dyn Progress,
    ) -> Result<Undone, PipelineError> {
        let _lock = self.begin(progress)?;
        let undone = self.store.undo_run(id, author, self.clock().now())?;
        let undone = undone.map_err(|why| PipelineError::NotUndoable { run: id, why })?;
        warn!(event = "run.undone", run = %id, who = %author.actor, "a run was taken back");
        // Nobody is shown the files any more; a crash in between leaves them to the next round.
        sweep(&self.store, &self.shelf, &self.store.on_shelf()?)?;
        self.advance(None, progress)?;
        Ok(undone)
    }
}
