use pipeline::PipelineError;
use store::StoreError;
use uuid::Uuid;

use crate::refused::Refused;
use crate::why::Why;

/// Why work was not done.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The pipeline, or the store, did not do it.
    Pipeline(PipelineError),
    /// It was refused before it came to that.
    Refused(Refused),
}

impl Undone {
    pub(crate) fn refused(self, correlation: Uuid) -> Refused {
        match self {
            Self::Pipeline(error) => Refused::of_pipeline(&error, correlation),
            Self::Refused(refused) => refused,
        }
    }
}

impl From<PipelineError> for Undone {
    fn from(error: PipelineError) -> Self {
        Self::Pipeline(error)
    }
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Pipeline(error.into())
    }
}

impl From<Refused> for Undone {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Why> for Undone {
    fn from(why: Why) -> Self {
        Self::Refused(why.into())
    }
}
