use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use manifest::Manifest;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{ApiResult, json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::endpoint::Shared;
use crate::problem::Problem;
use crate::views::Delivery;

/// From where on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pagination {
    /// `seq` of the last delivery that the system has; without it, everything.
    #[serde(default)]
    after: u64,
}

/// What a subscription has received.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deliveries {
    /// In order, without gaps.
    deliveries: Vec<Delivery>,
}

/// What the system should have: every delivery in order, with the digest of the one before
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
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    after: Result<Query<Pagination>, QueryRejection>,
) -> ApiResult<Deliveries> {
    let Query(Pagination { after }) =
        after.map_err(|_| ApiError::invalid("after is a number", "after er et tal"))?;
    json(&shared, &caller, move |at| {
        let received = Manifest::received(&at.store, &at.caller.agreement, after)?;
        let retention = at.pipeline.retention();
        let view = |(entry, delivery)| Delivery::of(entry, &delivery, retention);
        Ok(Deliveries { deliveries: received.into_iter().map(view).collect() })
    })
    .await
}
