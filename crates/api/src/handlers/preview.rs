use app::{App, AppError, PreviewOrder, RequestContext};
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::IntoResponse;
use filters::{Filter, FilterSet};
use serde::Deserialize;
use store::FilterEdit;
use text::BadLines;
use utoipa::ToSchema;

use crate::answer::answer;
use crate::api_error::ApiError;
use crate::caller::Caller;
use crate::comparison;
use crate::problem::Problem;
use crate::state::SharedState;
use crate::views::PreviewDocument;
use crate::{json_body, limits};

/// A change of filters. A filter is a line as `municipality 0751`, `age 0-17`, `event A01`, `pnr 0101701234`, `no-filter`.
/// Without any part, the filters in force are shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviewRequest {
    /// All filters, in place of those in force.
    filters: Option<Vec<String>>,
    /// Filters to add.
    #[serde(default)]
    add: Vec<String>,
    /// Filters to remove.
    #[serde(default)]
    remove: Vec<String>,
    /// How many days, up to the last extract, are matched: at most 366.
    #[serde(default = "default_days")]
    #[schema(minimum = 1, maximum = 366, default = 30)]
    days: u16,
    /// List the persons who come in addition, and who go. The agreement must cover SF1520, not restrict look-ups, and leave
    /// out nothing of protected persons; the persons are logged as disclosed.
    #[serde(default)]
    persons: bool,
}

const fn default_days() -> u16 {
    30
}

/// Show what a change of the subscription's filters would do, without making it
#[utoipa::path(
    post,
    path = "/agreements/{agreement}/preview",
    operation_id = "preview_filters",
    params(("agreement" = String, Path, format = Uuid, description = "ServiceAgreementUUID")),
    request_body = PreviewRequest,
    responses(
        (status = 200, description = "What it would do", body = PreviewDocument),
        Problem,
    ),
)]
pub(crate) async fn show(
    State(state): State<SharedState>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let (permit, body) = comparison::begin(&state, &caller, request).await?;
    let previewed = answer(&state, &caller, move |app, context| {
        let _permit = permit;
        let request = json_body::parse(&body)?;
        drop(body);
        preview(app, context, request)
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], previewed.await?))
}

fn preview(
    app: &App,
    context: &RequestContext,
    request: PreviewRequest,
) -> Result<Vec<u8>, ApiError> {
    let with_persons = request.persons;
    let preview = app.preview(context, &order(request)?, &|_| {})?;
    let body = serde_json::to_vec(&PreviewDocument::new(&preview, with_persons));
    Ok(body.map_err(|error| app.reject(context, AppError::internal(error)))?)
}

fn order(request: PreviewRequest) -> Result<PreviewOrder, ApiError> {
    let PreviewRequest { filters, add, remove, days, persons } = request;
    if !(1..=limits::PREVIEW_DAYS).contains(&days) {
        let most = limits::PREVIEW_DAYS;
        let english = format!("days is a number from 1 to {most}");
        return Err(ApiError::invalid(english, format!("days er et tal fra 1 til {most}")));
    }
    let set = filters.map(|lines| parse("filters", &lines)).transpose()?;
    let set = set.map(|filters| FilterEdit::Set(filters.into_iter().collect::<FilterSet>()));
    let add = FilterEdit::Add(parse("add", &add)?);
    let remove = FilterEdit::Remove(parse("remove", &remove)?);
    let edits = set.into_iter().chain([add, remove]).collect();
    Ok(PreviewOrder { edits, days, with_persons: persons })
}

/// The filters of a list. What is none is not repeated: it may be a number.
fn parse(name: &str, lines: &[String]) -> Result<Vec<Filter>, ApiError> {
    let mut bad = BadLines::default();
    let mut filters = Vec::with_capacity(lines.len());
    for (place, line) in lines.iter().enumerate() {
        match line.parse::<Filter>() {
            Ok(filter) => filters.push(filter),
            Err(_) => bad.add(place, ""),
        }
    }
    if bad.is_empty() {
        return Ok(filters);
    }
    let places = format!("{name}[{}]", bad.numbers());
    let english = format!("{places} is no filter; nothing was counted");
    Err(ApiError::invalid(english, format!("{places} er ikke et filter; intet er talt")))
}
