use pipeline::PipelineError;
use store::StoreError;
use uuid::Uuid;

use crate::api_error::ApiError;
use crate::error_code::ErrorCode;

/// Why work was not done.
#[derive(Debug)]
pub(crate) enum UseCaseError {
    /// The pipeline, or the store, did not do it.
    Pipeline(PipelineError),
    /// It was refused before it came to that.
    ApiError(ApiError),
}

impl UseCaseError {
    pub(crate) fn refused(self, correlation: Uuid) -> ApiError {
        match self {
            Self::Pipeline(error) => ApiError::of_pipeline(&error, correlation),
            Self::ApiError(refused) => refused,
        }
    }
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

impl From<ApiError> for UseCaseError {
    fn from(refused: ApiError) -> Self {
        Self::ApiError(refused)
    }
}

impl From<ErrorCode> for UseCaseError {
    fn from(why: ErrorCode) -> Self {
        Self::ApiError(why.into())
    }
}
