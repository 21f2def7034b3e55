use std::sync::Arc;

use axum::Json;
use https::blocking;
use pipeline::{Pipeline, PipelineError};
use serde::Serialize;
use store::Store;

use crate::caller::Caller;
use crate::endpoint::Shared;
use crate::refused::Refused;

/// What a handler answers.
pub(crate) type Answer<T> = Result<Json<T>, Refused>;

/// What work that blocks has at hand.
pub(crate) struct At {
    pub(crate) store: Arc<Store>,
    pub(crate) pipeline: Pipeline,
    pub(crate) caller: Caller,
}

/// Does work that blocks, on a thread that may.
pub(crate) async fn answer<T, W>(shared: &Shared, caller: &Caller, work: W) -> Result<T, Refused>
where
    T: Send + 'static,
    W: FnOnce(&At) -> Result<T, PipelineError> + Send + 'static,
{
    let correlation = caller.author.correlation;
    let at = At {
        store: Arc::clone(&shared.endpoint.store),
        pipeline: shared.endpoint.pipeline.clone(),
        caller: caller.clone(),
    };
    match blocking(move || work(&at)).await {
        Ok(done) => done.map_err(|error| Refused::of_pipeline(&error, correlation)),
        Err(panicked) => Err(Refused::internal(&panicked, correlation)),
    }
}

/// The same, as JSON.
pub(crate) async fn json<T, W>(shared: &Shared, caller: &Caller, work: W) -> Answer<T>
where
    T: Serialize + Send + 'static,
    W: FnOnce(&At) -> Result<T, PipelineError> + Send + 'static,
{
    answer(shared, caller, work).await.map(Json)
}
