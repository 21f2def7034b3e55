use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use https::ShutdownSignal;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::answer;
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::json_body::JsonBody;
use crate::limits;
use crate::problem::Problem;
use crate::state::SharedState;
use crate::wait_deadline::WaitDeadline;

/// How long a request waits while an extract is processed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which days.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Days {
    /// The first PRODDTO.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last PRODDTO; by default, that of `from`.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

/// The deliveries that were repeated.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replayed {
    /// The data files' names in `IN`.
    files: Vec<String>,
}

/// Deliver again what was delivered: the same bytes, under new names
///
/// At most 31 deliveries at once, and none whose replay is still in `IN`.
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/replays",
    operation_id = "order_replay",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = Days,
    responses(
        (status = 201, description = "They lie in `IN`", body = Replayed),
        Problem,
    ),
)]
pub(crate) async fn order(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    Extension(shutdown): Extension<ShutdownSignal>,
    JsonBody(days): JsonBody<Days, { limits::ORDER }>,
) -> Result<(StatusCode, Json<Replayed>), ApiError> {
    let days = (days.from, days.to.unwrap_or(days.from));
    let permit = state.replays.take(caller.agreement.uuid).await?;
    let files = answer(&state, &caller, move |app, context| {
        // Held as long as the work lasts, even when the caller disconnects.
        let _permit = permit;
        let deadline = WaitDeadline::new(PATIENCE, shutdown);
        Ok(app.replay_self_service(context, days, &deadline)?)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(Replayed { files })))
}
