use clock::Clock;
use store::Store;

use crate::data_files::DataFiles;
use crate::error::PipelineError;
use crate::lock::{Lock, PIPELINE_LOCK};
use crate::progress::PipelineObserver;
use crate::settings::Settings;

/// What writing a load needs.
pub(crate) struct Loading<'a> {
    pub(crate) store: &'a Store,
    pub(crate) files: &'a DataFiles,
    pub(crate) clock: &'a Clock,
    pub(crate) settings: &'a Settings,
    pub(crate) progress: &'a dyn PipelineObserver,
}

/// How an attempt at a load ended.
pub(super) enum Outcome {
    /// It is delivered.
    Done,
    /// It was called off.
    Over,
    /// Another extract came: it must begin anew.
    Superseded,
}

impl Loading<'_> {
    /// Extracts go first: while one is under way, a load stands still.
    pub(super) fn wait_for_extracts(&self) -> Result<(), PipelineError> {
        Lock::wait(&self.settings.lock, PIPELINE_LOCK, self.progress)
    }
}
