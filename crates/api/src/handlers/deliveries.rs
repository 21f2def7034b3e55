use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{ApiResult, respond_json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::SharedState;
use crate::views::Delivery;

/// From where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pagination {
    /// `seq` of the last delivery that the system has; without it, all deliveries.
    #[serde(default)]
    after: u64,
}

/// What a subscription has received.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deliveries {
    /// In order, without gaps.
    deliveries: Vec<Delivery>,
}

/// The deliveries that the system should have, in order, each with the digest of the one before
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/deliveries",
    operation_id = "list_deliveries",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"), Pagination),
    responses(
        (status = 200, description = "The deliveries", body = Deliveries),
        Problem,
    ),
)]
pub(crate) async fn list(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    after: Result<Query<Pagination>, QueryRejection>,
) -> ApiResult<Deliveries> {
    let Query(Pagination { after }) =
        after.map_err(|_| ApiError::invalid("after is a number", "after er et tal"))?;
    respond_json(&state, &caller, move |app, context| {
        let received = app.received(context, after)?;
        let retention = app.retention();
        let view = |(entry, delivery)| Delivery::of(entry, &delivery, retention);
        Ok(Deliveries { deliveries: received.into_iter().map(view).collect() })
    })
    .await
}
