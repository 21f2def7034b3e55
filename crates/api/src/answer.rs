use std::sync::Arc;

use axum::Json;
use https::blocking;
use manifest::Signer;
use pipeline::Pipeline;
use serde::Serialize;
use store::Store;

use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::endpoint::{ApiState, Shared};
use crate::use_case_error::UseCaseError;

/// What a handler answers.
pub(crate) type ApiResult<T> = Result<Json<T>, ApiError>;

/// What work that blocks has at hand.
pub(crate) struct BlockingContext {
    pub(crate) store: Arc<Store>,
    pub(crate) pipeline: Pipeline,
    pub(crate) signer: Arc<Signer>,
    pub(crate) caller: Caller,
}

/// Does work that blocks, on a thread that may, if the caller may still ask of the agreement: its right may have ended
/// while its body was under way, or while others had their turn. What is refused is logged and audited there: the caller may hang
/// up, and nobody would come back to do it.
pub(crate) async fn answer<T, W>(shared: &Shared, caller: &Caller, work: W) -> Result<T, ApiError>
where
    T: Send + 'static,
    W: FnOnce(&BlockingContext) -> Result<T, UseCaseError> + Send + 'static,
{
    let correlation = caller.author.correlation;
    let ApiState { store, pipeline, signer, .. } = shared.endpoint.clone();
    let mut at = BlockingContext { store, pipeline, signer, caller: caller.clone() };
    let done = blocking(move || {
        at.caller.agreement = at.caller.context.authorize()?;
        work(&at).map_err(|error| at.caller.context.refuse(error.error(correlation)))
    });
    done.await.unwrap_or_else(|panicked| Err(ApiError::internal(&panicked, correlation)))
}

/// The same, as JSON.
pub(crate) async fn json<T, W>(shared: &Shared, caller: &Caller, work: W) -> ApiResult<T>
where
    T: Serialize + Send + 'static,
    W: FnOnce(&BlockingContext) -> Result<T, UseCaseError> + Send + 'static,
{
    answer(shared, caller, work).await.map(Json)
}

#[cfg(test)]
mod tests;
