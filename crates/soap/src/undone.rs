use pipeline::PipelineError;
use soap_proto::Fault;
use store::StoreError;

/// Why an operation was not carried out.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The pipeline, or the store, did not do it.
    Pipeline(PipelineError),
    /// What was asked for is not to be had.
    Refused(Fault),
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

impl From<Fault> for Undone {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}
