use app::{App, AppError, RequestContext};
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::IntoResponse;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use text::BadLines;
use utoipa::ToSchema;

use crate::answer::answer;
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::comparison;
use crate::json_body;
use crate::pnrs::{CleartextPnr, PnrList};
use crate::problem::Problem;
use crate::state::SharedState;

/// Whom a system holds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeldPersonsRequest {
    /// The numbers, ten digits each.
    #[schema(value_type = Vec<String>)]
    pnrs: PnrList,
    /// Order a load of the missing persons.
    #[serde(default)]
    catch_up: bool,
    /// Ignore entries of the list that are not numbers; without it, such a list is rejected.
    #[serde(default)]
    skip_invalid: bool,
}

/// The numbers that a system holds, compared with the persons its filters choose. Personal data.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Drift {
    /// PRODDTO of the extract whose state it shows.
    #[schema(value_type = String, format = Date)]
    as_of: Date,
    /// How many the system holds.
    held: u64,
    /// How many persons its filters choose.
    chosen: u64,
    /// Chosen and not held.
    #[schema(value_type = Vec<String>)]
    missing: Vec<CleartextPnr>,
    /// Held and no longer chosen: to be deleted, because they are no longer needed.
    #[schema(value_type = Vec<String>)]
    surplus: Vec<CleartextPnr>,
    /// Held under a number that was replaced.
    replaced: Vec<Replaced>,
    /// The load of the missing persons, if it was requested and anyone is missing.
    load: Option<i64>,
    /// How many entries were not numbers, and were ignored as requested.
    skipped: u64,
}

/// A number that is replaced, and its replacement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Replaced {
    #[schema(value_type = String)]
    pnr: CleartextPnr,
    #[schema(value_type = String)]
    by: CleartextPnr,
}

/// Compare the numbers that the system holds with the persons its filters choose now
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/drift",
    operation_id = "compare_drift",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = HeldPersonsRequest,
    responses(
        (status = 200, description = "What differs", body = Drift),
        Problem,
    ),
)]
pub(crate) async fn compare(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let (permit, body) = comparison::begin(&state, &caller, request).await?;
    let compared = answer(&state, &caller, move |app, context| {
        let _permit = permit;
        let held = json_body::parse(&body)?;
        drop(body);
        let drift = compare_held(app, context, held)?;
        let body = serde_json::to_vec(&drift).map_err(AppError::internal);
        Ok(body.map_err(|error| app.reject(context, error))?)
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], compared.await?))
}

fn compare_held(
    app: &App,
    context: &RequestContext,
    held: HeldPersonsRequest,
) -> Result<Drift, ApiError> {
    let PnrList { numbers: pnrs, bad } = held.pnrs;
    if !(bad.is_empty() || held.skip_invalid) {
        return Err(no_numbers(&bad));
    }
    let (drift, load) = app.compare_and_record(context, &pnrs, held.catch_up)?;
    Ok(view(drift, load.map(store::LoadId::number), bad.len() as u64))
}

fn no_numbers(bad: &BadLines) -> ApiError {
    let places = format!("pnrs[{}]", bad.numbers());
    ApiError::invalid(
        format!(
            "{places} is not ten digits; nothing was compared, and skip_invalid ignores such entries"
        ),
        format!(
            "{places} er ikke ti cifre; intet er sammenlignet, og skip_invalid fortsætter uden"
        ),
    )
}

fn view(drift: disclosure::Drift, load: Option<i64>, skipped: u64) -> Drift {
    Drift {
        as_of: drift.as_of,
        held: drift.held,
        chosen: drift.chosen,
        missing: drift.missing.into_iter().map(CleartextPnr).collect(),
        surplus: drift.surplus.into_iter().map(CleartextPnr).collect(),
        replaced: drift
            .replaced
            .into_iter()
            .map(|(pnr, by)| Replaced { pnr: CleartextPnr(pnr), by: CleartextPnr(by) })
            .collect(),
        load,
        skipped,
    }
}
