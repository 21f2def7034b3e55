use std::sync::Arc;

use axum::Json;
use https::blocking;
use manifest::Signer;
use pipeline::Pipeline;
use serde::Serialize;
use store::Store;

use crate::caller::Caller;
use crate::endpoint::{Endpoint, Shared};
use crate::refused::Refused;
use crate::undone::Undone;

/// What a handler answers.
pub(crate) type Answer<T> = Result<Json<T>, Refused>;

/// What work that blocks has at hand.
pub(crate) struct At {
    pub(crate) store: Arc<Store>,
    pub(crate) pipeline: Pipeline,
    pub(crate) signer: Arc<Signer>,
    pub(crate) caller: Caller,
}

/// Does work that blocks, on a thread that may, if the caller may still ask of the agreement: its right may have ended
/// while its body was under way, or while others had their turn. What is refused is logged and audited there: the caller may hang
/// up, and nobody would come back to do it.
pub(crate) async fn answer<T, W>(shared: &Shared, caller: &Caller, work: W) -> Result<T, Refused>
where
    T: Send + 'static,
    W: FnOnce(&At) -> Result<T, Undone> + Send + 'static,
{
    let correlation = caller.author.correlation;
    let Endpoint { store, pipeline, signer, .. } = shared.endpoint.clone();
    let mut at = At { store, pipeline, signer, caller: caller.clone() };
    let done = blocking(move || {
        at.caller.agreement = at.caller.hearing.admit()?;
        work(&at).map_err(|undone| at.caller.hearing.refuse(undone.refused(correlation)))
    });
    done.await.unwrap_or_else(|panicked| Err(Refused::internal(&panicked, correlation)))
}

/// The same, as JSON.
pub(crate) async fn json<T, W>(shared: &Shared, caller: &Caller, work: W) -> Answer<T>
where
    T: Serialize + Send + 'static,
    W: FnOnce(&At) -> Result<T, Undone> + Send + 'static,
{
    answer(shared, caller, work).await.map(Json)
}

#[cfg(test)]
mod tests;
