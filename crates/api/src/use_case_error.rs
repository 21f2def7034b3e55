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
    pub(crate) fn error(self, correlation: Uuid) -> ApiError {
        match self {
            Self::Pipeline(error) => ApiError::of_pipeline(&error, correlation),
            Self::ApiError(error) => error,
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
    fn from(error: ApiError) -> Self {
        Self::ApiError(error)
    }
}

impl From<ErrorCode> for UseCaseError {
    fn from(code: ErrorCode) -> Self {
        Self::ApiError(code.into())
    }
}
