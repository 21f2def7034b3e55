use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use store::{AgreementId, LoadId, LoadPurpose, NewLoad, PartSize};
use utoipa::ToSchema;

use crate::answer::{ApiResult, BlockingContext, answer, json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::endpoint::{PATH, Shared};
use crate::error_code::ErrorCode;
use crate::json_body::JsonBody;
use crate::kinds::Kinds;
use crate::limits;
use crate::problem::Problem;
use crate::use_case_error::UseCaseError;
use crate::views::Load;

/// An order for a load. Without `Debug`: the reason may name somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    /// Whom it is about; without it, whom the subscription's filters choose.
    #[serde(default)]
    kinds: Kinds,
    /// What it is for.
    #[schema(max_length = 255)]
    reason: Option<String>,
    /// Split it into files of at most so many million bytes; without it, one file.
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
    // By name: a type would be required, and an order may say nothing.
    request_body(
        content = ref("#/components/schemas/Order"),
        content_type = "application/json",
        description = "Without it, an order of everyone whom the filters choose, in one file",
    ),
    responses(
        (
            status = 201,
            description = "It is ordered",
            body = Load,
            headers(("Location" = String, description = "Where to see how it stands")),
        ),
        Problem,
    ),
)]
pub(crate) async fn order(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    JsonBody(order): JsonBody<Order, { limits::ORDER }>,
) -> Result<(StatusCode, [(HeaderName, String); 1], Json<Load>), ApiError> {
    let new = order.check(caller.agreement.id)?;
    let load = answer(&shared, &caller, move |at| {
        let id = at.pipeline.order_load(&at.caller.agreement, &new, &at.caller.author)?;
        find(at, id)
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
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> ApiResult<Loads> {
    json(&shared, &caller, |at| {
        let loads = at.store.loads(Some(at.caller.agreement.id))?;
        let loads = loads.into_iter().map(|load| find(at, load.id));
        Ok(Loads { loads: loads.collect::<Result<_, _>>()? })
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
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((_, load)): Path<(String, String)>,
) -> ApiResult<Load> {
    let id = number(&load)?;
    json(&shared, &caller, move |at| find(at, id)).await
}

/// Call a load off: nothing of it is delivered
#[utoipa::path(
    delete,
    path = "/agreements/{agreement}/loads/{load}",
    operation_id = "cancel_load",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        ("load" = i64, Path, description = "Its number"),
    ),
    responses(
        (status = 200, description = "It is called off", body = Load),
        Problem,
    ),
)]
pub(crate) async fn cancel(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((_, load)): Path<(String, String)>,
) -> ApiResult<Load> {
    let id = number(&load)?;
    json(&shared, &caller, move |at| {
        at.pipeline.cancel_load(&at.caller.agreement, id, &at.caller.author)?;
        find(at, id)
    })
    .await
}

fn number(load: &str) -> Result<LoadId, ApiError> {
    load.parse().map_err(|_| ErrorCode::UnknownLoad.into())
}

fn find(at: &BlockingContext, id: LoadId) -> Result<Load, UseCaseError> {
    Ok(at.pipeline.load(&at.caller.agreement, Some(id))?.into())
}

impl Order {
    fn check(self, agreement: AgreementId) -> Result<NewLoad, ApiError> {
        let reason = self.reason.map(|reason| reason.parse::<LoadPurpose>()).transpose();
        let part_size = self.part_size_mb.map(PartSize::from_megabytes).transpose();
        Ok(NewLoad {
            kinds: self.kinds.into(),
            reason: reason.map_err(|_| too_long())?.map(LoadPurpose::into_string),
            part_size: part_size.map_err(|_| no_size())?.map(PartSize::bytes),
            without_events: self.without_events,
            ..NewLoad::of(agreement)
        })
    }
}

fn too_long() -> ApiError {
    let most = LoadPurpose::CHARACTERS;
    ApiError::invalid(
        format!("reason has more than {most} characters"),
        format!("reason har mere end {most} tegn"),
    )
}

fn no_size() -> ApiError {
    let (least, most) = PartSize::MEGABYTES.into_inner();
    ApiError::invalid(
        format!("part_size_mb is not from {least} to {most}"),
        format!("part_size_mb er ikke fra {least} til {most}"),
    )
}
