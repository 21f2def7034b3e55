use app::{ErrorCode, LoadArguments, LoadOrder};
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use store::LoadId;
use utoipa::ToSchema;

use crate::answer::{ApiResult, answer, respond_json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::json_body::JsonBody;
use crate::kinds::Kinds;
use crate::limits;
use crate::problem::Problem;
use crate::state::{PATH, SharedState};
use crate::views::Load;

// Without `Debug`: the reason may contain a name.
/// An order for a load.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// The persons; by default, those whom the subscription's filters choose.
    #[serde(default)]
    kinds: Kinds,
    /// What it is for.
    #[schema(max_length = 255)]
    reason: Option<String>,
    /// Split it into files of at most so many million bytes; by default, one file.
    #[schema(minimum = 1, maximum = 1_000_000)]
    part_size_mb: Option<u64>,
    /// Leave the `099` records out.
    #[serde(default)]
    without_events: bool,
}

/// The loads of an agreement.
#[derive(Serialize, ToSchema)]
pub(crate) struct Loads {
    /// Oldest first.
    loads: Vec<Load>,
}

/// Order everything that the replica holds on the persons whom the filters choose
///
/// It is written as soon as the platform has time, as of the last extract, and delivered to `IN`.
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/loads",
    operation_id = "order_load",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    // By name: a type would be required, and an order may be empty.
    request_body(
        content = ref("#/components/schemas/Order"),
        content_type = "application/json",
        description = "By default, everyone whom the filters choose, in one file",
    ),
    responses(
        (
            status = 201,
            description = "It is ordered",
            body = Load,
            headers(("Location" = String, description = "The URL of the load")),
        ),
        Problem,
    ),
)]
pub(crate) async fn order(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    JsonBody(order): JsonBody<Order, { limits::ORDER }>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<Load>), ApiError> {
    let load = answer(&state, &caller, move |app, context| {
        Ok(Load::from(app.order_load(context, &order.into(), ARGUMENTS)?))
    })
    .await?;
    let place = format!("{PATH}/agreements/{}/loads/{}", caller.agreement.uuid, load.load);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(load)))
}

/// The agreement's loads
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/loads",
    operation_id = "list_loads",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    responses(
        (status = 200, description = "The loads", body = Loads),
        Problem,
    ),
)]
pub(crate) async fn list(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
) -> ApiResult<Loads> {
    respond_json(&state, &caller, |app, context| {
        Ok(Loads { loads: app.loads(context)?.into_iter().map(Load::from).collect() })
    })
    .await
}

/// How a load stands
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/loads/{load}",
    operation_id = "get_load",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        ("load" = i64, Path, description = "Its number"),
    ),
    responses(
        (status = 200, description = "The load", body = Load),
        Problem,
    ),
)]
pub(crate) async fn get(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    Path((_, load)): Path<(String, String)>,
) -> ApiResult<Load> {
    let id = number(&load)?;
    respond_json(&state, &caller, move |app, context| Ok(app.load(context, Some(id))?.into())).await
}

/// Cancel a load: nothing of it is delivered
#[utoipa::path(
    delete,
    path = "/agreements/{agreement}/loads/{load}",
    operation_id = "cancel_load",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        ("load" = i64, Path, description = "Its number"),
    ),
    responses(
        (status = 200, description = "It is cancelled", body = Load),
        Problem,
    ),
)]
pub(crate) async fn cancel(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    Path((_, load)): Path<(String, String)>,
) -> ApiResult<Load> {
    let id = number(&load)?;
    respond_json(&state, &caller, move |app, context| Ok(app.cancel_load(context, id)?.into()))
        .await
}

fn number(load: &str) -> Result<LoadId, ApiError> {
    load.parse().map_err(|_| ErrorCode::UnknownLoad.into())
}

/// The names of an order's arguments in the API.
const ARGUMENTS: LoadArguments = LoadArguments { reason: "reason", part_size: "part_size_mb" };

impl From<Order> for LoadOrder {
    fn from(order: Order) -> Self {
        Self {
            selection: order.kinds.into(),
            reason: order.reason,
            part_size_mb: order.part_size_mb.map(|megabytes| megabytes.to_string()),
            without_events: order.without_events,
        }
    }
}
