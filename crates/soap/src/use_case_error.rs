use pipeline::PipelineError;
use soap_proto::Fault;
use store::StoreError;

/// Why an operation was not carried out.
#[derive(Debug)]
pub(crate) enum UseCaseError {
    /// The pipeline, or the store, did not do it.
    Pipeline(PipelineError),
    /// What was asked for is not to be had.
    Refused(Fault),
}

impl From<PipelineError> for UseCaseError {
    fn from(error: PipelineError) -> Self {
        Self::Pipeline(error)
    }
}

impl From<StoreError> for UseCaseError {
    fn from(error: StoreError) -> Self {
        Self::Pipeline(error.into())
    }
}

impl From<Fault> for UseCaseError {
    fn from(fault: Fault) -> Self {
        Self::Refused(fault)
    }
}
