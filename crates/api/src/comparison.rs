use axum::extract::Request;

use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::concurrency_limiter::Permit;
use crate::limits;
use crate::state::SharedState;

/// Takes the turn of a request that scans the whole replica, and reads its body. The turn is to be held until the answer is
/// complete, even when the caller disconnects.
///
/// The turn comes first: the bodies of many requests at a time would fill the memory.
pub(crate) async fn begin(
    state: &SharedState,
    caller: &Caller,
    request: Request,
) -> Result<(Permit, Vec<u8>), ApiError> {
    match state.comparisons.take(caller.agreement.uuid).await {
        Ok(permit) => Ok((permit, https::read(request, limits::HELD).await?)),
        Err(busy) => {
            // Drains the body, so that the client reads the error response.
            https::discard(request.into_body(), limits::HELD).await;
            Err(busy.into())
        }
    }
}
