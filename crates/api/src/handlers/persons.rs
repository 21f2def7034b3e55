use std::ops::ControlFlow;

use app::{App, AppError, ErrorCode, LookedUp, RelatedPersons, RequestContext};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;
use civil::Pnr;
use serde::Deserialize;
use tokio::sync::mpsc::channel;
use utoipa::ToSchema;

use crate::answer::answer;
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::concurrency_limiter::Permit;
use crate::json_body::JsonBody;
use crate::limits;
use crate::line_sender::LineSender;
use crate::line_stream::LineStream;
use crate::pnrs::{OnePnr, PnrList};
use crate::problem::Problem;
use crate::state::SharedState;
use crate::views::{Person, PersonLine};

/// Lines of an answer that wait for the client.
const WAITING: usize = 16;

/// The header with the day as of which a look-up was answered.
const AS_OF: HeaderName = HeaderName::from_static("cprabo-as-of");

/// Whom to look up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonRequest {
    /// The number, ten digits.
    #[schema(value_type = String)]
    pnr: OnePnr,
}

/// Whom to look up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonsRequest {
    /// At most 1,000 numbers, ten digits each.
    #[schema(value_type = Vec<String>, max_items = 1000)]
    pnrs: PnrList,
}

/// Look a person up in the replica
///
/// The agreement must cover SF1520. The look-up is logged as a disclosure.
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/person",
    operation_id = "look_up_person",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = PersonRequest,
    responses((status = 200, description = "The person", body = Person), Problem),
)]
pub(crate) async fn one(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    JsonBody(request): JsonBody<PersonRequest, { limits::PERSON }>,
) -> Result<impl IntoResponse, ApiError> {
    let found = answer(&state, &caller, move |app, context| {
        let OnePnr(pnr) = request.pnr;
        let found = app.look_up(context, pnr, RelatedPersons::None)?;
        let body = serde_json::to_vec(&Person::of(&found)).map_err(AppError::internal);
        Ok((found.as_of, body.map_err(|error| app.reject(context, error))?))
    });
    let (as_of, body) = found.await?;
    let content_type = (header::CONTENT_TYPE, "application/json".to_owned());
    Ok(([content_type, (AS_OF, as_of.to_string())], body))
}

/// Look many persons up in the replica: one line of JSON for each
///
/// The agreement must cover SF1520. Each look-up is logged as a disclosure before its line is sent. A number that cannot be
/// given has a line that says why. The answer is complete when it has as many lines as there were different numbers; when it
/// had to end before, its last line has a code and no number.
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/persons",
    operation_id = "look_up_persons",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = PersonsRequest,
    responses(
        (
            status = 200,
            description = "One line for each number, in rising order",
            content_type = "application/x-ndjson",
            body = PersonLine,
        ),
        Problem,
    ),
)]
pub(crate) async fn many(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    JsonBody(request): JsonBody<PersonsRequest, { limits::PERSONS_BODY }>,
) -> Result<impl IntoResponse, ApiError> {
    let numbers = numbers(request.pnrs)?;
    let permit = state.lookups.take(caller.agreement.uuid).await?;
    let (lines, mut rest) = channel(WAITING);
    let lines = LineSender::new(lines, limits::PERSONS_TIME);
    // It goes on while the client reads; its end is the end of the lines.
    let looking_up = tokio::spawn(async move {
        let work = move |app: &App, context: &RequestContext| {
            look_up(app, context, &numbers, &lines, permit)
        };
        answer(&state, &caller, work).await
    });
    // The first line decides whether there is an answer or a rejection.
    let first = rest.recv().await;
    if first.is_none() {
        looking_up.await.map_err(AppError::internal)??;
    }
    let body = Body::new(LineStream::new(first, rest));
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body))
}

/// Looks the persons up until nobody reads any more, or too slowly. An error after the first line is the last line.
fn look_up(
    app: &App,
    context: &RequestContext,
    pnrs: &[Pnr],
    lines: &LineSender,
    _permit: Permit,
) -> Result<(), ApiError> {
    let mut is_begun = false;
    let mut send = |pnr: Pnr, found: Result<LookedUp, ErrorCode>| {
        is_begun = true;
        send_line(lines, &PersonLine::of(pnr, found.as_ref().map_err(|code| *code)))
    };
    match app.look_up_many(context, pnrs, &mut send) {
        Err(error) if is_begun => {
            // The use case has recorded it, and the status line has gone out.
            let _ = send_line(lines, &PersonLine::end(error.code()));
            Ok(())
        }
        done => Ok(done?),
    }
}

fn send_line(lines: &LineSender, line: &PersonLine<'_>) -> ControlFlow<()> {
    let Ok(mut line) = serde_json::to_vec(line) else { return ControlFlow::Break(()) };
    line.push(b'\n');
    lines.send(line)
}

fn numbers(pnrs: PnrList) -> Result<Vec<Pnr>, ApiError> {
    let PnrList { numbers, bad } = pnrs;
    if !bad.is_empty() {
        let places = format!("pnrs[{}]", bad.numbers());
        let english = format!("{places} is not ten digits; nobody was looked up");
        let danish = format!("{places} er ikke ti cifre; ingen er slået op");
        return Err(ApiError::invalid(english, danish));
    }
    if numbers.len() > limits::PERSONS {
        let most = limits::PERSONS;
        let english = format!("pnrs has more than {most} numbers; nobody was looked up");
        let danish = format!("pnrs har flere end {most} numre; ingen er slået op");
        return Err(ApiError::invalid(english, danish));
    }
    Ok(numbers.into_iter().collect())
}
