use app::{App, RequestContext};
use axum::Json;
use serde::Serialize;

use crate::api_error::ApiError;
use crate::caller::{Caller, run_blocking};
use crate::state::SharedState;

/// What a handler answers.
pub(crate) type ApiResult<T> = Result<Json<T>, ApiError>;

/// Runs blocking work on a thread for it. A rejection is recorded on that thread: the caller may disconnect, and then
/// nothing else would record it.
pub(crate) async fn answer<T, W>(
    state: &SharedState,
    caller: &Caller,
    work: W,
) -> Result<T, ApiError>
where
    T: Send + 'static,
    W: FnOnce(&App, &RequestContext) -> Result<T, ApiError> + Send + 'static,
{
    let done = run_blocking(&state.app, &caller.context, move |app, context| {
        work(app, context).map_err(|error| {
            if !error.is_recorded {
                app.record_rejection(context, error.code.as_str());
            }
            ApiError { is_recorded: true, ..error }
        })
    });
    done.await?
}

/// The same, as JSON.
pub(crate) async fn respond_json<T, W>(
    state: &SharedState,
    caller: &Caller,
    work: W,
) -> ApiResult<T>
where
    T: Serialize + Send + 'static,
    W: FnOnce(&App, &RequestContext) -> Result<T, ApiError> + Send + 'static,
{
    answer(state, caller, work).await.map(Json)
}

#[cfg(test)]
mod tests;
