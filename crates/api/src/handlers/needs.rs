use std::collections::BTreeSet;

use axum::Extension;
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Need, NeedReason, StatedNeed};
use utoipa::ToSchema;

use crate::answer::{ApiResult, respond_json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::filter_line::FilterLine;
use crate::json_body::JsonBody;
use crate::limits;
use crate::problem::Problem;
use crate::state::SharedState;

// Without `Debug`: a reason may name a person.
/// Why, and how long, filters are needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NeedStatement {
    /// Filters in force: `pnr 0101701234`, `municipality 0751`, `age 0-17`, `event A01`, `no-filter`.
    #[schema(value_type = Vec<String>)]
    filters: Vec<FilterLine>,
    /// The last day, in Denmark, on which they are needed; on the next they are removed. By default, they have no end.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// Why they are needed, without personal numbers.
    #[schema(max_length = 500)]
    reason: Option<String>,
}

/// The needs for an agreement's filters. Personal data.
#[derive(Serialize, ToSchema)]
pub(crate) struct Needs {
    /// By filter. Those for which no need is stated are left out.
    needs: Vec<NeedView>,
}

/// The need for a filter.
#[derive(Serialize, ToSchema)]
struct NeedView {
    /// As in the statement.
    #[schema(value_type = String)]
    filter: FilterLine,
    /// The last day on which it is needed.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// Why.
    reason: Option<String>,
    /// When it was stated.
    #[schema(value_type = String, format = DateTime)]
    stated_at: Timestamp,
}

/// Say why and how long filters in force are needed
///
/// What was stated for them before is replaced. The list of all needs is answered.
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/needs",
    operation_id = "state_needs",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = NeedStatement,
    responses((status = 200, description = "The needs now", body = Needs), Problem),
)]
pub(crate) async fn state(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    JsonBody(statement): JsonBody<NeedStatement, { limits::NEEDS }>,
) -> ApiResult<Needs> {
    respond_json(&state, &caller, move |app, context| {
        let NeedStatement { filters, until, reason } = statement;
        let reason = reason.as_deref().map(str::parse::<NeedReason>).transpose();
        let need = Need { last_day: until, reason: reason.map_err(|_| wrong_reason())? };
        let filters: BTreeSet<_> = filters.into_iter().map(|FilterLine(filter)| filter).collect();
        app.state_needs(context, &filters, &need)?;
        Ok(view(app.needs(context)?))
    })
    .await
}

/// The needs for the agreement's filters
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/needs",
    operation_id = "list_needs",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    responses((status = 200, description = "The needs", body = Needs), Problem),
)]
pub(crate) async fn list(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
) -> ApiResult<Needs> {
    respond_json(&state, &caller, |app, context| Ok(view(app.needs(context)?))).await
}

fn wrong_reason() -> ApiError {
    ApiError::invalid(
        "reason has 1 to 500 characters and no personal number".to_owned(),
        "reason har 1 til 500 tegn og intet personnummer".to_owned(),
    )
}

fn view(needs: Vec<StatedNeed>) -> Needs {
    let view = |StatedNeed { filter, need, at, .. }: StatedNeed| NeedView {
        filter: FilterLine(filter),
        until: need.last_day,
        reason: need.reason.map(|reason| reason.to_string()),
        stated_at: at,
    };
    Needs { needs: needs.into_iter().map(view).collect() }
}
