use app::{ErrorCode, OwnFilterRequest};
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use filters::{Filter, FilterKind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{FilterEdit, FilterRequestId, FilterRequestState};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{ApiResult, respond_json};
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::filter_line::FilterLine;
use crate::problem::Problem;
use crate::state::SharedState;

/// Which requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Also those that were decided, of the last 1,000; otherwise those that wait.
    #[serde(default)]
    all: bool,
}

/// Changes of filters that wait until a person of the operator's approves them. Personal data.
#[derive(Serialize, ToSchema)]
pub(crate) struct FilterRequests {
    /// In the order in which they were made.
    requests: Vec<FilterRequestView>,
}

/// A change of filters that waits, or did.
#[derive(Serialize, ToSchema)]
pub(crate) struct FilterRequestView {
    /// Its number.
    request: i64,
    /// `waiting`, `approved`, `rejected` or `withdrawn`.
    state: &'static str,
    /// `add`, `remove`, `remove-kind` or `set`: all filters in place of those in force.
    change: &'static str,
    /// The kind of a change `remove-kind`.
    kind: Option<&'static str>,
    /// The filters of a change that waits. Numbers are in it when the caller's system made the request, and sent them itself.
    #[schema(value_type = Vec<String>)]
    filters: Vec<FilterLine>,
    /// How many numbers it has.
    numbers: usize,
    /// How many persons more it would choose, counted when it was requested. Rounded, or `null`, where the agreement may not look
    /// everyone up.
    persons: Option<u64>,
    /// Whether the caller's system made it, and can withdraw it.
    is_own: bool,
    /// When it was requested.
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// When it was decided.
    #[schema(value_type = Option<String>, format = DateTime)]
    decided_at: Option<Timestamp>,
    /// Why it was decided so.
    reason: Option<String>,
}

/// The changes of the agreement's filters that wait until somebody approves them
///
/// Approval is for people who work for the operator: a system's certificate is no second person.
#[utoipa::path(
    get,
    path = "/agreements/{agreement}/filter-requests",
    operation_id = "list_filter_requests",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        Which,
    ),
    responses((status = 200, description = "The requests", body = FilterRequests), Problem),
)]
pub(crate) async fn list(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    which: Result<Query<Which>, QueryRejection>,
) -> ApiResult<FilterRequests> {
    let Query(Which { all }) =
        which.map_err(|_| ApiError::invalid("all is true or false", "all er true eller false"))?;
    respond_json(&state, &caller, move |app, context| {
        let requests = app.own_filter_requests(context, !all)?;
        Ok(FilterRequests { requests: requests.into_iter().map(view).collect() })
    })
    .await
}

/// Withdraw a change that waits, as the system that requested it
#[utoipa::path(
    delete,
    path = "/agreements/{agreement}/filter-requests/{request}",
    operation_id = "withdraw_filter_request",
    params(
        ("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID"),
        ("request" = i64, Path, description = "The number of the request"),
    ),
    responses((status = 200, description = "It is withdrawn", body = FilterRequestView), Problem),
)]
pub(crate) async fn withdraw(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    Path((_, request)): Path<(String, String)>,
) -> ApiResult<FilterRequestView> {
    let id = request.parse::<FilterRequestId>();
    let id = id.map_err(|_| ApiError::from(ErrorCode::UnknownFilterRequest))?;
    respond_json(&state, &caller, move |app, context| Ok(view(app.withdraw_filters(context, id)?)))
        .await
}

fn view(OwnFilterRequest { request, is_own, persons }: OwnFilterRequest) -> FilterRequestView {
    let (change, kind) = match &request.edit {
        FilterEdit::Add(_) | FilterEdit::AddFor(..) => ("add", None),
        FilterEdit::Remove(_) => ("remove", None),
        FilterEdit::RemoveKind(kind) => ("remove-kind", Some(kind.as_str())),
        FilterEdit::Set(_) => ("set", None),
    };
    let all = request.edit.filters();
    let is_number = |filter: &Filter| filter.kind() == FilterKind::Pnr;
    let numbers = all.iter().filter(|filter| is_number(filter)).count();
    let is_waiting = request.state == FilterRequestState::Waiting;
    let is_shown = |filter: &Filter| is_waiting && (is_own || !is_number(filter));
    FilterRequestView {
        request: request.id.number(),
        state: request.state.as_str(),
        change,
        kind,
        filters: all.into_iter().filter(is_shown).map(FilterLine).collect(),
        numbers,
        persons: persons.get(),
        is_own,
        requested_at: request.at,
        decided_at: request.decided.map(|(at, _)| at),
        reason: request.reason.map(|reason| reason.as_str().to_owned()),
    }
}
