use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use extract::Layouts;
use pipeline::{DataFiles, Pipeline};
use store::Store;
use synth::Workspace;

use crate::day_order::DayOrders;
use crate::error::{ReadLayoutsError, SandboxError};
use crate::turn::Turn;

type ReadLayouts = dyn Fn() -> Result<Layouts, ReadLayoutsError> + Send + Sync;

/// A platform with an invented population in which time runs. Cheap to clone; clones share the order of days.
#[derive(Clone)]
pub struct Sandbox {
    pub(crate) folder: PathBuf,
    pub(crate) store: Arc<Store>,
    pub(crate) pipeline: Pipeline,
    pub(crate) files: Arc<DataFiles>,
    pub(crate) orders: Arc<DayOrders>,
    layouts: Arc<ReadLayouts>,
}

impl Sandbox {
    /// The sandbox whose population is in `folder`, which [`create`](Self::create) makes.
    pub fn new(
        folder: &Path,
        store: Arc<Store>,
        pipeline: Pipeline,
        files: Arc<DataFiles>,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            store,
            pipeline,
            files,
            orders: Arc::default(),
            layouts: Arc::new(|| Ok(Layouts::default())),
        }
    }

    /// The same with additions to the record layout, which are read anew for each day.
    #[must_use]
    pub fn with_layouts(
        self,
        read: impl Fn() -> Result<Layouts, ReadLayoutsError> + Send + Sync + 'static,
    ) -> Self {
        Self { layouts: Arc::new(read), ..self }
    }

    /// Whether there is a population in the folder.
    pub fn exists(&self) -> bool {
        self.folder.join(Workspace::FILE).exists()
    }

    /// Waits for the turn to let days pass: for the command line.
    ///
    /// # Errors
    /// [`SandboxError::NoSandbox`] when there is no population.
    pub fn turn(&self) -> Result<Turn, SandboxError> {
        Turn::wait(&self.folder)
    }

    /// The same, if nobody has it.
    ///
    /// # Errors
    /// [`SandboxError::Busy`] when somebody has.
    pub fn try_turn(&self) -> Result<Turn, SandboxError> {
        Turn::try_take(&self.folder)
    }

    /// The population as it stands.
    pub(crate) fn workspace(&self) -> Result<Workspace, SandboxError> {
        Ok(Workspace::open(&self.folder)?.with_layouts(self.layouts()?))
    }

    pub(crate) fn layouts(&self) -> Result<Layouts, SandboxError> {
        (self.layouts)().map_err(SandboxError::Layouts)
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("folder", &self.folder).finish_non_exhaustive()
    }
}
